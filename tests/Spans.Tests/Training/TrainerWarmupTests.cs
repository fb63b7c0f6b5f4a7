using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training;

public sealed class TrainerWarmupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Warmup_BeforeAndWithinTraining_ChangesNoBitOfIt(int threads)
    {
        var (plain, warmed) = (Train(threads, warmup: false), Train(threads, warmup: true));
        Tolerance.CheckBits(plain, warmed, "parameters, state and losses");
    }

    [Fact]
    public void Warmup_Done_LeavesStepsAndGradientsAndNoPrediction()
    {
        using var network = Network();
        using var trainer = Trainer(network, 1);
        var data = Data();
        var batch = new Batch { Inputs = data.Inputs[..80], Labels = data.Labels[..16], Count = 16 };
        trainer.Step(batch);
        var gradients = trainer.Gradients.ToArray();
        trainer.Warmup();
        Assert.Equal(1, trainer.Steps);
        Tolerance.CheckBits(gradients, trainer.Gradients, "gradients");
        Assert.True(trainer.LastPrediction.IsEmpty);
    }

    [Fact]
    public void Warmup_Done_TheNextStepsAllocateNothing()
    {
        using var network = Network();
        using var trainer = Trainer(network, 1);
        using var loader = new BatchLoader(Data(), 16);
        trainer.Warmup();
        Allocation.None(
            () =>
            {
                loader.BeginEpoch(0);
                loader.Next(out var batch);
                trainer.Step(batch);
            },
            warmUp: 0, steps: 20);
    }

    public static TheoryData<string> Losses => [.. LossCatalogue.All.Select(static entry => entry.Name)];

    [Theory, MemberData(nameof(Losses))]
    public void Warmup_AnyLoss_TakesItsMadeUpRows(string name)
    {
        using var network = new Network(5, [new Dense<Sigmoid>(4)], seed: 1);
        var before = network.Parameters.ToArray();
        using var trainer = new Trainer(network, LossCatalogue.All.Single(entry => entry.Name == name).Example, new Adam());
        trainer.Warmup();
        Tolerance.CheckBits(before, network.Parameters, name);
    }

    [Fact]
    public void Warmup_BatchThatDoesNotFit_IsRefused()
    {
        using var network = Network();
        using var trainer = Trainer(network, 1);
        Assert.Throws<ArgumentException>(
            () => trainer.Warmup(new Batch { Inputs = new float[7], Labels = new int[2], Count = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => trainer.Warmup(new Batch { Inputs = new float[5 * 17], Labels = new int[17], Count = 17 }));
    }

    // Everything that training moves: dropout's noise, running statistics, Adam's moments, NAdam's scalars, a schedule.
    private static float[] Train(int threads, bool warmup)
    {
        using var network = Network();
        using var trainer = Trainer(network, threads);
        var data = Data();
        var result = new List<float>();
        for (var step = 0; step < 12; step++)
        {
            if (warmup && step % 5 == 0) trainer.Warmup();
            var first = step % 4 * 16;
            var batch =
                new Batch { Inputs = data.Inputs.Slice(first * 5, 80), Labels = data.Labels.Slice(first, 16), Count = 16 };
            if (warmup && step == 3) trainer.Warmup(batch);
            result.Add((float)trainer.Step(batch).Loss);
        }
        return [.. network.Parameters, .. network.State, .. result];
    }

    private static Network Network() => new(
        5, [new Dense<Identity>(24), new BatchNorm(), new ActivationLayer<Relu>(), new Dropout(0.3f), new Dense<Identity>(3)],
        seed: 4);

    private static Trainer Trainer(Network network, int threads) => new(
        network, new SoftmaxCrossEntropy(), new NAdam { LearningRate = 0.01f },
        new TrainerOptions
        {
            BatchSize = 16, Threads = threads, Seed = 3, Schedule = new Exponential { Gamma = 0.9f },
            Clipping = GradientClipping.ByNorm(1)
        });

    private static Dataset Data()
    {
        var (inputs, labels) = (new float[64 * 5], new int[64]);
        for (var i = 0; i < inputs.Length; i++) inputs[i] = MathF.Sin(1.3f * i);
        for (var i = 0; i < labels.Length; i++) labels[i] = i * 7 % 3;
        return new Dataset(5, inputs, labels) { Classes = 3 };
    }
}
