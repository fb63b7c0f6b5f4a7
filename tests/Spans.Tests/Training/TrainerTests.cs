using System.Security.Cryptography;
using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training;

public sealed class TrainerTests
{
    private static readonly DataView s_rings = Rings(600);

    [Fact]
    public void Fit_SeparableRings_LearnsThem()
    {
        using var network = Mlp();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam { LearningRate = 0.01f },
            new TrainerOptions { BatchSize = 32, Epochs = 30, Seed = 1 });
        var result = trainer.Fit(s_rings);
        Assert.Equal(StopReason.Epochs, result.StopReason);
        Assert.Equal(30, result.History.Count);
        Assert.True(trainer.Evaluate(s_rings).Accuracy > 0.98);
        Assert.True(result.History[^1].TrainLoss < 0.2 * result.History[0].TrainLoss);
    }

    [Fact]
    public void Fit_BatchNormWithOneRowLeft_LeavesItOut()
    {
        using var network = new Network(
            s_rings.Data.InputShape,
            [new Dense<Identity>(8), new BatchNorm(), new ActivationLayer<Tanh>(), new Dense<Identity>(2)]);
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 599, Epochs = 3 });
        trainer.Fit(s_rings);
        Assert.Equal(3, trainer.Steps);
        using var single =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 1, Epochs = 3 });
        Assert.Contains("batchSize is 1 but must be 2 or more",
            Assert.Throws<ArgumentOutOfRangeException>(() => single.Fit(s_rings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void N7_Fit_AnyNumberOfThreads_GivesTheSameBits(int threads) =>
        Assert.Equal(HashAfterTraining(1), HashAfterTraining(threads));

    [Fact]
    public void N7_Fit_SameSeed_GivesTheSameBits_AnotherSeedNot()
    {
        // Five runs.
        var first = HashAfterTraining(1);
        for (var run = 1; run < 5; run++) Assert.Equal(first, HashAfterTraining(1));
        Assert.NotEqual(HashAfterTraining(1, seed: 1), HashAfterTraining(1, seed: 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Step_Warm_AllocatesNothing(int threads)
    {
        using var network = Mlp();
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 32, Threads = threads });
        using var loader = new BatchLoader(s_rings, 32, shuffle: true, seed: 1);
        var epoch = 0;
        Allocation.None(() =>
        {
            if (!loader.Next(out var batch))
            {
                loader.BeginEpoch(++epoch);
                loader.Next(out batch);
            }
            trainer.Step(batch);
        });
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void M1_TrainingSteps_InAProcessOfTheirOwn_AllocateNothing(string threads) =>
        Allocation.NoneInProcess("TrainingSteps", threads);

    [Fact]
    public void M1_TeamThatRests_InAProcessOfItsOwn_AllocatesNothing() => Allocation.NoneInProcess("RestingTeam", "6");

    [Fact]
    public void M1_TeamThatRestsForTheFirstTime_InAProcessOfItsOwn_AllocatesNothing() => Allocation.NoneInProcess("FirstRest");

    [Fact]
    public void AllocationMeter_AfterACollection_WaitsForFinalizers() => Allocation.NoneInProcess("LateFinalizers");

    [Fact]
    public void N6_Fit_LossNotFinite_StopsNamingStepAndLayer_AndKeepsTheParameters()
    {
        using var network = Mlp();
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 0.1f }, new TrainerOptions { BatchSize = 600 });
        network.Plan.Chain.Layers[1].Parameters[0].Of(network.Parameters)[3] = float.NaN;
        var before = network.Parameters.ToArray();
        var result = trainer.Fit(s_rings);
        Assert.Equal(StopReason.NonFinite, result.StopReason);
        Assert.Contains("step 1", result.Explanation, StringComparison.Ordinal);
        Assert.Contains("layer 1 (Dense(Tanh))", result.Explanation, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.ToArray());
    }

    [Fact]
    public void Fit_Cancelled_StopsBetweenSteps()
    {
        using var network = Mlp();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { Epochs = 1000 });
        using var source = new CancellationTokenSource();
        var result = trainer.Fit(s_rings, epochs: new CancelAt(2, source), cancellationToken: source.Token);
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.Equal(2, result.History.Count);
    }

    [Fact]
    public void Fit_Patience_PutsTheBestParametersBack()
    {
        using var network = Mlp();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 30 },
            new TrainerOptions { BatchSize = 16, Epochs = 200, Patience = 3, Clipping = GradientClipping.ByValue(10) });
        var (train, validation) = (s_rings.Data.View(RowSet.Range(0, 400)), s_rings.Data.View(RowSet.Range(400, 200)));
        var result = trainer.Fit(train, validation);
        Assert.Equal(StopReason.EarlyStop, result.StopReason);
        var best = result.History.MinBy(static report => report.Validation!.Loss)!;
        Assert.Equal(best.Epoch, result.BestEpoch);
        Assert.Equal(best.Validation!.Loss, trainer.Evaluate(validation).Loss, 12);
    }

    [Fact]
    public void Fit_PatienceWithoutValidation_IsRefused()
    {
        using var network = Mlp();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { Patience = 2 });
        Assert.Throws<ArgumentException>(() => trainer.Fit(s_rings));
    }

    [Fact]
    public void Fit_LossBarelyMoves_IsConverged()
    {
        using var network = Mlp();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 1e-9f },
            new TrainerOptions { Epochs = 100, Tolerance = 1e-4, ConvergenceEpochs = 2 });
        var result = trainer.Fit(s_rings);
        Assert.Equal(StopReason.Converged, result.StopReason);
        Assert.Equal(3, result.History.Count);
    }

    [Fact]
    public void Step_BatchThatDoesNotFit_IsRefusedBeforeAnythingChanges()
    {
        using var network = Mlp();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 4 });
        var before = network.Parameters.ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => trainer.Step(new Batch { Inputs = new float[10], Labels = new int[5], Count = 5 }));
        Assert.Throws<ArgumentException>(() => trainer.Step(new Batch { Inputs = new float[7], Labels = new int[4], Count = 4 }));
        Assert.Throws<ArgumentException>(() => trainer.Step(new Batch { Inputs = new float[8], Labels = new int[3], Count = 4 }));
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal(0, trainer.Steps);
    }

    [Fact]
    public void Observer_SeesEveryLayerEveryStep()
    {
        using var network = Mlp();
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 100, Epochs = 2 });
        var counter = new Counter();
        trainer.Fit(s_rings, null, ref counter);
        Assert.Equal((36, 36, 12), (counter.Forwards, counter.Backwards, counter.Steps));
    }

    [Fact]
    public void Reducer_SeesGradientsBeforeTheUpdate()
    {
        using var network = Mlp();
        var reducer = new Zeroing();
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 1 },
            new TrainerOptions { BatchSize = 600, Epochs = 1, Reducer = reducer });
        var before = network.Parameters.ToArray();
        trainer.Fit(s_rings);
        Assert.Equal(1, reducer.Calls);
        Assert.Equal(before, network.Parameters.ToArray());
    }

    private static Network Mlp() => new(2, [new Dense<Tanh>(16), new Dense<Tanh>(16), new Dense<Identity>(2)], seed: 3);

    private static string HashAfterTraining(int threads, ulong seed = 5)
    {
        const int rows = 300;
        var inputs = new float[rows * 200];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = MathF.Sin(i * 0.37f);
        var labels = new int[rows];
        for (var i = 0; i < rows; i++) labels[i] = i * 7 % 10;
        using var network =
            new Network(200, [new Dense<Relu>(150), new Dropout(0.2f), new Dense<Gelu>(130), new Dense<Identity>(10)], seed: 9);
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam(),
            new TrainerOptions { BatchSize = 64, Epochs = 3, Threads = threads, Seed = seed });
        trainer.Fit(new Dataset(200, inputs, labels));
        return Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(network.Parameters)));
    }

    // Two rings around the origin: a linear model cannot tell them apart.
    private static DataView Rings(int rows)
    {
        var inputs = new float[rows * 2];
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            var (sin, cos) = MathF.SinCos(i * 2.399963f);
            labels[i] = i % 2;
            var radius = 0.5f + labels[i] + 0.2f * MathF.Sin(i);
            (inputs[2 * i], inputs[2 * i + 1]) = (radius * cos, radius * sin);
        }
        return new Dataset((Shape)2, inputs, labels);
    }

    private sealed class CancelAt(int epoch, CancellationTokenSource source) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            if (value.Epoch == epoch) source.Cancel();
        }
    }

    private struct Counter : ITrainingObserver
    {
        public int Forwards { get; private set; }

        public int Backwards { get; private set; }

        public int Steps { get; private set; }

        public void AfterForward(in ForwardPass pass) => Forwards++;

        public void AfterBackward(in BackwardPass pass) => Backwards++;

        public void AfterStep(long step, in StepResult result) => Steps++;
    }

    private sealed class Zeroing : IReducer
    {
        public int Calls { get; private set; }

        public (int FirstRow, int GlobalRows) Shard(int rows) => (0, rows);

        public void Sum(Span<float> gradients)
        {
            Calls++;
            gradients.Clear();
        }

        public double Sum(double value) => value;
    }
}
