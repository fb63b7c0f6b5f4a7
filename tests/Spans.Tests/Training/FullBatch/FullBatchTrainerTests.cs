using Spans.Activations;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Training;
using StopReason = Spans.Training.StopReason;

namespace Spans.Tests.Training.FullBatch;

[Trait("Category", "Numeric")]
public class FullBatchTrainerTests
{
    public static TheoryData<string> Minimizers => [.. MinimizerCatalogue.All.Select(static m => m.Name)];

    [Theory, MemberData(nameof(Minimizers))]
    public void Fit_LinearModel_FindsTheClosedForm(string minimizer)
    {
        var data = FullBatchExamples.Regression;
        var expected = LinearRegression.Fit(data.Inputs, data.Values);
        using var network = FullBatchExamples.Linear();
        var result = FullBatchExamples.Fit(
            network, MinimizerCatalogue.Named(minimizer), options: new() { Iterations = 500, GradientTolerance = 1e-5 });
        Assert.Equal(StopReason.Converged, result.StopReason);
        // Backtracking judges by values alone: the rounding of a float loss (16 units of 1.2e-7) hides moves of √(32 ε f / λ) ≈
        // 1e-3.
        var tolerance = minimizer == "gradient-descent" ? 1e-3 : 3e-5;
        for (var i = 0; i < FullBatchExamples.Inputs; i++) Assert.Equal(expected.Weights[i], network.Parameters[i], tolerance);
        Assert.Equal(expected.Intercept, network.Plan.Chain.Layers[0].Parameters[1].Of(network.Parameters)[0], tolerance);
        Assert.Equal(FullBatchExamples.LinearReference(
            network.Parameters[..3], network.Plan.Chain.Layers[0].Parameters[1].Of(network.Parameters)[0]).Loss,
            result.History[^1].TrainLoss, 1e-6);
    }

    [Theory, MemberData(nameof(Minimizers))]
    public void Fit_HiddenLayer_GetsBelowAnyStraightLine(string minimizer)
    {
        var data = FullBatchExamples.Regression;
        var line = LinearRegression.Fit(data.Inputs, data.Values);
        var straight = Enumerable.Range(0, FullBatchExamples.Rows)
            .Average(row => Math.Pow(line.Predict(data.Row(row)) - data.Values[row], 2));
        using var network = FullBatchExamples.Hidden();
        var result = FullBatchExamples.Fit(network, MinimizerCatalogue.Named(minimizer), options: new() { Iterations = 150 });
        Assert.True(result.History[^1].TrainLoss < 0.5 * straight,
            $"{result.History[^1].TrainLoss} against {straight}: {result.Explanation}");
        Assert.All(result.History.Zip(result.History.Skip(1)),
            static pair => Assert.True(pair.Second.TrainLoss <= pair.First.TrainLoss * 1.0001));
    }

    [Fact]
    public void Fit_PassesOfSevenRows_TrainOnTheSameFunction()
    {
        using var whole = FullBatchExamples.Hidden();
        using var parts = FullBatchExamples.Hidden();
        var a = FullBatchExamples.Fit(whole, new LBfgs(), options: new() { Iterations = 5 });
        var b = FullBatchExamples.Fit(parts, new LBfgs(), options: new() { Iterations = 5, BatchSize = 7 });
        for (var i = 0; i < 5; i++) Assert.Equal(a.History[i].TrainLoss, b.History[i].TrainLoss, 1e-4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        foreach (var minimizer in new IMinimizer[] { new LBfgs(), new LevenbergMarquardt() })
        {
            using var one = new Network([3], [new Dense<Tanh>(200), new Dense<Identity>(1)], seed: 5);
            using var many = new Network([3], [new Dense<Tanh>(200), new Dense<Identity>(1)], seed: 5);
            FullBatchExamples.Fit(one, minimizer, options: new() { Iterations = 4 });
            FullBatchExamples.Fit(many, minimizer, options: new() { Iterations = 4, Threads = threads });
            Assert.True(one.Parameters.SequenceEqual(many.Parameters), minimizer.Name);
        }
    }

    [Fact]
    public void Fit_Padding_StaysZero()
    {
        using var network = FullBatchExamples.Hidden();
        FullBatchExamples.Fit(network, new LBfgs(), options: new() { Iterations = 20 });
        var tensors = network.Plan.Chain.Layers.SelectMany(static layer => layer.Parameters).ToArray();
        for (var i = 0; i < network.Parameters.Length; i++)
            if (!tensors.Any(slice => i >= slice.Offset && i < slice.End)) Assert.Equal(0, network.Parameters[i]);
    }

    [Fact]
    public void Fit_WeightDecay_IsRidgeWithoutTheIntercept()
    {
        // Σ (y − t)² / N + ½ λ ‖w‖² has the minimum of Σ (y − t)² + ½ λ N ‖w‖².
        var data = FullBatchExamples.Regression;
        var expected = LinearRegression.Fit(data.Inputs, data.Values, ridge: 0.5 * 0.3 * FullBatchExamples.Rows);
        foreach (var minimizer in new IMinimizer[] { new LBfgs(), new LevenbergMarquardt() })
        {
            using var network = FullBatchExamples.Linear();
            var result = FullBatchExamples.Fit(network, minimizer, options: new() { Iterations = 200, WeightDecay = 0.3f });
            for (var i = 0; i < FullBatchExamples.Inputs; i++) Assert.Equal(expected.Weights[i], network.Parameters[i], 3e-5);
            // The history tells the loss of the data, without the penalty.
            var bias = network.Plan.Chain.Layers[0].Parameters[1].Of(network.Parameters)[0];
            Assert.Equal(
                FullBatchExamples.LinearReference(network.Parameters[..3], bias).Loss, result.History[^1].TrainLoss, 1e-5);
        }
    }

    [Fact]
    public void Fit_Classification_SeparatesAndReportsAccuracy()
    {
        using var network = FullBatchExamples.Hidden(outputs: 2);
        using var trainer = new FullBatchTrainer(network, new SoftmaxCrossEntropy(), new LBfgs(), new() { Iterations = 200 });
        var result = trainer.Fit(FullBatchExamples.Classes);
        Assert.Equal(trainer.Evaluate(FullBatchExamples.Classes).Accuracy, result.History[^1].TrainAccuracy);
        Assert.True(result.History[^1].TrainAccuracy > 0.97);
    }

    [Fact]
    public void Fit_Patience_PutsTheBestBack()
    {
        var data = FullBatchExamples.Regression;
        var train = data.View(Spans.Data.RowSet.Range(0, 20));
        var validation = data.View(Spans.Data.RowSet.Range(20, 70));
        using var network = new Network([3], [new Dense<Tanh>(30), new Dense<Identity>(1)], seed: 2);
        using var trainer =
            new FullBatchTrainer(network, new MeanSquaredError(), new LBfgs(), new() { Iterations = 500, Patience = 10 });
        var result = trainer.Fit(train, validation);
        Assert.Equal(StopReason.EarlyStop, result.StopReason);
        Assert.Equal(result.BestEpoch + 10, result.History.Count);
        var best = result.History.Min(static epoch => epoch.Validation!.Loss);
        Assert.Equal(best, result.History[result.BestEpoch - 1].Validation!.Loss);
        Assert.Equal(best, trainer.Evaluate(validation).Loss, 1e-9);
    }

    [Fact]
    public void Fit_Tolerance_Converges()
    {
        using var network = FullBatchExamples.Hidden();
        var result = FullBatchExamples.Fit(network, new LBfgs(), options: new() { Iterations = 500, Tolerance = 1e-3 });
        Assert.Equal(StopReason.Converged, result.StopReason);
        Assert.True(result.History.Count < 100);
        var losses = result.History.Select(static epoch => epoch.TrainLoss).TakeLast(4).ToArray();
        Assert.True(losses[0] - losses[3] < 3e-3);
    }

    [Fact]
    public void Fit_Cancelled_KeepsWhatWasLearned()
    {
        using var network = FullBatchExamples.Hidden();
        using var trainer = new FullBatchTrainer(network, new MeanSquaredError(), new LBfgs());
        using var source = new CancellationTokenSource();
        var before = trainer.Evaluate(FullBatchExamples.Regression).Loss;
        var result = trainer.Fit(FullBatchExamples.Regression, epochs: new CancelAt(3, source), cancellationToken: source.Token);
        Assert.Equal((StopReason.Cancelled, 3), (result.StopReason, result.History.Count));
        Assert.True(trainer.Evaluate(FullBatchExamples.Regression).Loss < before);
    }

    [Fact]
    public void Fit_LossThatIsNoNumber_SaysSo()
    {
        using var network = FullBatchExamples.Hidden();
        network.Parameters[0] = float.NaN;
        Assert.Equal(StopReason.NonFinite, FullBatchExamples.Fit(network, new LBfgs()).StopReason);
    }

    [Fact]
    public void Fit_BatchNorm_LeavesTheStatisticsOfItsResult()
    {
        using var network = new Network(
            [3], [new Dense<Identity>(6), new BatchNorm(), new ActivationLayer<Tanh>(), new Dense<Identity>(1)], seed: 4);
        using var trainer = new FullBatchTrainer(network, new MeanSquaredError(), new LBfgs(), new() { Iterations = 30 });
        var result = trainer.Fit(FullBatchExamples.Regression);
        // Running variances are unbiased, those of a batch are not: 90/89.
        Assert.Equal(result.History[^1].TrainLoss, trainer.Evaluate(FullBatchExamples.Regression).Loss,
            0.03 * result.History[^1].TrainLoss);
    }

    [Fact]
    public void Constructor_Dropout_IsRefusedNamingTheLayer()
    {
        using var network = new Network([3], [new Dense<Tanh>(4), new Dropout(0.2f), new Dense<Identity>(1)]);
        var e = Assert.Throws<ArgumentException>(() => new FullBatchTrainer(network, new MeanSquaredError(), new LBfgs()));
        Assert.Contains("Layer 1 is dropout", e.Message, StringComparison.Ordinal);
    }

    private sealed class CancelAt(int epoch, CancellationTokenSource source) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            if (value.Epoch == epoch) source.Cancel();
        }
    }
}
