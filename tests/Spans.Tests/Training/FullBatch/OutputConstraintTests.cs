using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Random;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training.FullBatch;

/// <summary>Limits on what a network puts out on given rows.</summary>
[Trait("Category", "Numeric")]
public class OutputConstraintTests(ITestOutputHelper output)
{
    // Two clouds that overlap; a third of the rows are of class 1.
    private static readonly Dataset s_clouds = Clouds(300);

    // Descent along the gradient or one coordinate is too slow, and Hessians by differences of float gradients too rough for a
    // penalty.
    public static TheoryData<string> Constrainable => [.. MinimizerCatalogue.All
        .Where(static m => (m.Handles & Handles.ResidualsOnly) == 0 && m is not (GradientDescent or SteepestCoordinate or Newton))
            .Select(static m => m.Name)];

    [Theory, MemberData(nameof(Constrainable))]
    public void Fit_FalsePositiveRateOfClouds_IsWithinItsLimitExactly(string minimizer)
    {
        var method = MinimizerCatalogue.Named(minimizer) is InteriorPoint
            ? new InteriorPoint { Curvature = CurvatureSource.DampedBfgs } : MinimizerCatalogue.Named(minimizer);
        var (free, freeRate) = Classify(s_clouds, method, 1, limit: null);
        var (bound, rate) = Classify(s_clouds, method, 1, limit: 0.03);
        output.WriteLine($"{minimizer}: rate {freeRate:F4} → {rate:F4}, accuracy {free:F4} → {bound:F4}");
        Assert.True(freeRate > 0.06, $"{freeRate}: without the limit there is nothing to show");
        Assert.InRange(rate, 0, 0.03);
        // Two thirds are negative: a network that says so always is right on those.
        Assert.True(bound > 0.7, $"{bound}");
    }

    [Fact]
    public void Fit_NoFalsePositiveAllowed_HasNone()
    {
        var (accuracy, rate) = Classify(s_clouds, new LBfgs(), 1, limit: 0, iterations: 1000);
        Assert.True(rate == 0 && accuracy > 0.67, $"rate {rate}, accuracy {accuracy}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Fit_FalsePositiveRateOfBreastCancer_IsAtMostOnePercentOfTheTrainingRows(int positive)
    {
        var options = new CsvOptions { HasHeader = false, SkipLines = 1, Targets = ["30"] };
        var table = CsvTable.Read(RealData.Path("breast-cancer/breast_cancer.csv"), options);
        var data = PreparedData.Of(
            table, Split.ByRows(table.Count, RowNumbers.Read(RealData.Path("splits/breast-cancer.test.txt"))), options);
        foreach (var minimizer in new IMinimizer[] { new LBfgs(), new ConjugateGradient(), new TrustRegionNewtonCg() })
        {
            // Four of the thirty columns, so that no network tells all rows apart.
            var (train, test) = (FirstColumns(data.Train, 4), FirstColumns(data.Test, 4));
            var (free, freeRate) = Classify(train, minimizer, positive, limit: null);
            var (bound, rate) = Classify(train, minimizer, positive, limit: 0.01, test, report: output.WriteLine);
            output.WriteLine(
                $"{minimizer.Name}, positive {positive}: rate {freeRate:F4} → {rate:F4} of the training rows, accuracy {free:F4} → {bound:F4}");
            Assert.True(freeRate > 0.01, $"{freeRate}: without the limit there is nothing to show");
            Assert.InRange(rate, 0, 0.01);
            Assert.True(bound > 0.75, $"{bound}");
        }
    }

    [Theory, MemberData(nameof(Constrainable))]
    public void Fit_OutputsBetweenBounds_AreOnEveryRow(string minimizer)
    {
        var method = MinimizerCatalogue.Named(minimizer) is InteriorPoint
            ? new InteriorPoint { Curvature = CurvatureSource.DampedBfgs } : MinimizerCatalogue.Named(minimizer);
        var rows = FullBatchExamples.Regression.View();
        using var network = FullBatchExamples.Hidden();
        using var free = FullBatchExamples.Hidden();
        var limits = new OutputConstraints(network).Between(rows, 0, -0.5f, 0.8f);
        var result = FullBatchExamples.Fit(network, method, options: new() { Iterations = 200, Outputs = limits });
        FullBatchExamples.Fit(free, method, options: new() { Iterations = 200 });
        var check = limits.Check()[0];
        output.WriteLine(
            $"{minimizer}: outside by {check.Measured:G3}, {new OutputConstraints(free).Between(rows, 0, -0.5f, 0.8f).Check()[0].Measured:G3} without; "
            + $"loss {result.History[^1].TrainLoss:F4}: {result.Explanation}");
        Assert.True(new OutputConstraints(free).Between(rows, 0, -0.5f, 0.8f).Check()[0].Measured > 0.3);
        Assert.True(check.Holds, $"{check.Measured}");
        Assert.Equal(FullBatchExamples.Rows, check.Rows);
        // The limits are reached, not kept by some constant.
        Assert.True(check.Measured > -1);
        Assert.True(Spread(network, rows) > 1.1f);
    }

    [Fact]
    public void Fit_LinearModelWithABoundOnOneRow_IsTheClosedFormWithThatEquality()
    {
        // Least squares with the equality aᵀw = b: w = w₀ − H⁻¹ a (aᵀ w₀ − b) / (aᵀ H⁻¹ a), by elimination of the intercept here:
        // one more row of weight 1e6 comes to the same within 1e-5.
        var data = FullBatchExamples.Regression;
        var row = Enumerable.Range(0, FullBatchExamples.Rows).MaxBy(i => data.Values[i]);
        using var network = FullBatchExamples.Linear();
        var limits = new OutputConstraints(network).Between(data.View(RowSet.Range(row, 1)), 0, float.NegativeInfinity, 0.25f);
        FullBatchExamples.Fit(network, new LBfgs(), options: new() { Iterations = 500, Outputs = limits });
        var (inputs, values) = (
            data.Inputs.ToArray().Concat(data.Row(row).ToArray().Select(static x => 1e3f * x)).ToArray(),
            data.Values.ToArray().Append(1e3f * 0.25f).ToArray());
        var expected = WeightedLine(inputs, values);
        for (var i = 0; i < FullBatchExamples.Inputs; i++) Assert.Equal(expected[i], network.Parameters[i], 1e-3);
        Assert.True(limits.Check()[0].Holds);
    }

    [Fact]
    public void TransposedProduct_OfAllLimits_IsTheDifferenceQuotientOfTheirValues()
    {
        using var network = FullBatchExamples.Hidden(outputs: 2);
        var packed = new PackedParameters(network.Plan);
        using var passes = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd(), new TrainerOptions { BatchSize = 32 });
        var limits = new OutputConstraints(network).Between(FullBatchExamples.Classes, 1, -0.5f, 2f)
            .Between(FullBatchExamples.Classes, 0, float.NegativeInfinity, 0.1f)
                .FalsePositiveRate(FullBatchExamples.Classes, 0.1, positive: 0, temperature: 1);
        using var outputs = new NetworkOutputs(passes, packed, limits, wantsJacobian: true);
        var (x, gradient, values) = (new float[packed.Count], new float[packed.Count], new float[outputs.Count]);
        packed.Pack(network.Parameters, x);
        var weights = Enumerable.Range(0, outputs.Count).Select(static i => i % 5 == 0 ? 0 : Math.Sin(i)).ToArray();
        weights[^1] = 3;
        Assert.Equal(3 * FullBatchExamples.Rows + 1, outputs.Count);
        outputs.AddTransposedProduct(x, weights, gradient);
        var jacobian = new float[outputs.Count * packed.Count];
        outputs.Jacobian(x, jacobian);
        for (var j = 0; j < packed.Count; j++)
        {
            var (center, pulled) = (x[j], 0.0);
            x[j] = center + 1e-2f;
            var above = Weighted();
            x[j] = center - 1e-2f;
            var below = Weighted();
            x[j] = center;
            for (var i = 0; i < outputs.Count; i++) pulled += weights[i] * jacobian[i * packed.Count + j];
            Assert.Equal((above - below) / 2e-2, gradient[j], 2e-2 * Math.Max(1, Math.Abs(gradient[j])));
            Assert.Equal(pulled, gradient[j], 1e-4 * Math.Max(1, Math.Abs(gradient[j])));
        }

        double Weighted()
        {
            outputs.Values(x, values);
            return values.Zip(weights, static (v, w) => v * w).Sum();
        }
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(0, 0.02)]
    [InlineData(1, 0.25)]
    public void Surrogate_WhereItIsMet_BoundsTheExactRate(int positive, double limit)
    {
        using var network = new Network([2], [new Dense<Identity>(2)], seed: 1);
        using var passes = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd(), new TrainerOptions { BatchSize = 64 });
        var packed = new PackedParameters(network.Plan);
        var (x, value, met) = (new float[packed.Count], new float[1], 0);
        for (var draw = 0; draw < 300; draw++)
        {
            RngFill.Normal(new Rng(5, (ulong)draw, 0), 0, x, 0, 3);
            var limits = new OutputConstraints(network).FalsePositiveRate(s_clouds, limit, positive);
            using var outputs = new NetworkOutputs(passes, packed, limits, wantsJacobian: false);
            outputs.Values(x, value);
            if (value[0] > 1e-4f) continue;
            met++;
            Assert.True(limits.Check()[0].Holds, $"{limits.Check()[0]} at a surrogate of {value[0]}");
        }
        Assert.True(met > 5, $"{met}");
    }

    [Fact]
    public void Limits_ThatCannotBe_AreRefusedInOneLineBeforeAnything()
    {
        using var network = new Network([2], [new Dense<Tanh>(3), new Dense<Sigmoid>(2)]);
        using var three = new Network([2], [new Dense<Identity>(3)]);
        using var normed = new Network([2], [new Dense<Identity>(3), new BatchNorm(), new Dense<Identity>(2)]);
        var limits = new OutputConstraints(network);
        var ones = new Dataset([2], (float[])[1, 2, 3, 4], (int[])[1, 1]).View();
        Says("between 0 and 1, an output", () => limits.Between(s_clouds, 2, 0, 1));
        Says("upper is 1 but must be 2 or more", () => limits.Between(s_clouds, 0, 2, 1));
        Says("limits nothing", () => limits.Between(s_clouds, 0, float.NegativeInfinity, float.PositiveInfinity));
        Says("upper is 1 but must be NaN or more", () => limits.Between(s_clouds, 0, float.NaN, 1));
        Says("from 0 to 1: none is between 1.5 and 2", () => limits.Between(s_clouds, 0, 1.5f, 2));
        var view = s_clouds.View();
        limits.Between(view, 0, 0.2f, 0.4f);
        Says("between 0.2 and 0.4 on these rows already", () => limits.Between(view, 0, 0.5f, 0.6f));
        Says("3 inputs but the network takes 2", () => limits.Between(FullBatchExamples.Regression, 0, 0, 1));
        Says("no rows", () => limits.Between(s_clouds.View(RowSet.Empty), 0, 0, 1));
        Says("limit is 1 but must be 0 or more and below 1", () => limits.FalsePositiveRate(s_clouds, 1));
        Says("limit is NaN", () => limits.FalsePositiveRate(s_clouds, double.NaN));
        Says("positive is 2 but must be 0 or 1", () => limits.FalsePositiveRate(s_clouds, 0.1, positive: 2));
        Says("temperature is 0", () => limits.FalsePositiveRate(s_clouds, 0.1, temperature: 0));
        Says("All 2 rows are of class 1", () => limits.FalsePositiveRate(ones, 0.1));
        Says("tells 3 classes apart", () => new OutputConstraints(three).FalsePositiveRate(s_clouds, 0.1));
        Says("batch norm", () => new OutputConstraints(normed));
        using var other = new Network([2], [new Dense<Sigmoid>(2)]);
        Says("another network",
            () => new FullBatchTrainer(other, new MeanSquaredError(), new LBfgs(), new() { Outputs = limits }));
        Says("levenberg-marquardt minimises sums of squares",
            () => new FullBatchTrainer(network, new MeanSquaredError(), new LevenbergMarquardt(), new() { Outputs = limits }));
        Says("Patience",
            () => new FullBatchTrainer(network, new MeanSquaredError(), new LBfgs(), new() { Outputs = limits, Patience = 3 }));

        static void Says(string words, Func<object> make) =>
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => make()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LimitsThatContradictEachOther_SaysThatNoParametersMeetThem()
    {
        // The same row must give at most −1 and at least 1, which only the two views of it hide.
        var data = FullBatchExamples.Regression;
        using var network = FullBatchExamples.Linear();
        var limits = new OutputConstraints(network).Between(data.View(RowSet.Range(0, 1)), 0, 1, 2)
            .Between(data.View(RowSet.Range(0, 2)), 0, -2, -1);
        var result = FullBatchExamples.Fit(network, new LBfgs(), options: new() { Iterations = 2000, Outputs = limits });
        Assert.Equal(Spans.Training.StopReason.Stalled, result.StopReason);
        Assert.Contains("no parameters meet the constraints", result.Explanation, StringComparison.Ordinal);
        Assert.Contains(limits.Check(), static check => !check.Holds);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        using var one = new Network([2], [new Dense<Tanh>(200), new Dense<Identity>(2)], seed: 5);
        using var many = new Network([2], [new Dense<Tanh>(200), new Dense<Identity>(2)], seed: 5);
        Run(one, 1);
        Run(many, threads);
        Assert.True(one.Parameters.SequenceEqual(many.Parameters));

        static void Run(Network network, int threads) =>
            FullBatchExamples.Fit(network, new LBfgs(), new SoftmaxCrossEntropy(), new()
            {
                Iterations = 15,
                Threads = threads,
                Outputs = new OutputConstraints(network).FalsePositiveRate(s_clouds, 0.02).Between(s_clouds, 0, -5, 5),
            }, s_clouds);
    }

    private static (double Accuracy, double Rate) Classify(
        DataView rows, IMinimizer minimizer, int positive, double? limit, DataView? test = null, Action<string>? report = null,
        int iterations = 250)
    {
        using var network = new Network(rows.Data.InputShape, [new Dense<Tanh>(4), new Dense<Identity>(2)], seed: 1);
        var limits = new OutputConstraints(network).FalsePositiveRate(rows, limit ?? 0, positive);
        using var trainer = new FullBatchTrainer(network, new SoftmaxCrossEntropy(), minimizer,
            new() { Iterations = iterations, WeightDecay = 1e-3f, Outputs = limit is null ? null : limits });
        var result = trainer.Fit(rows);
        if (test is not null)
        {
            var there = new OutputConstraints(network).FalsePositiveRate(test, limit ?? 0, positive).Check()[0];
            report?.Invoke(
                $"{minimizer.Name}: {result.Explanation}; test rows: rate {there.Measured:F4}, accuracy {trainer.Evaluate(test).Accuracy:F4}");
        }
        return (trainer.Evaluate(rows).Accuracy!.Value, limits.Check()[0].Measured);
    }

    private static DataView FirstColumns(DataView rows, int columns)
    {
        var (inputs, labels) = (new float[rows.Count * columns], new int[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
        {
            rows.Data.Row(rows.Rows[i])[..columns].CopyTo(inputs.AsSpan(i * columns));
            labels[i] = rows.Data.Labels[rows.Rows[i]];
        }
        return new Dataset([columns], inputs, labels);
    }

    private static float Spread(Network network, DataView rows)
    {
        var values = new float[rows.Count];
        network.Forward(rows.Data.Inputs, values, rows.Count);
        return values.Max() - values.Min();
    }

    // Σ (w x + b − t)² where the last row, scaled by 1,000, has a bias input of 1,000 too.
    private static double[] WeightedLine(float[] inputs, float[] values)
    {
        var (rows, n) = (values.Length, FullBatchExamples.Inputs + 1);
        var (matrix, right) = (new double[rows * n], values.Select(static v => (double)v).ToArray());
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < n - 1; j++) matrix[i * n + j] = inputs[i * (n - 1) + j];
            matrix[i * n + n - 1] = i == rows - 1 ? 1e3 : 1;
        }
        var w = new double[n];
        new LevenbergMarquardt().Minimize(new Problem<double>(Function.Vector<double>(n, rows,
            (x, r) =>
            {
                for (var i = 0; i < rows; i++)
                { r[i] = -right[i]; for (var j = 0; j < n; j++) r[i] += matrix[i * n + j] * x[j]; }
            },
            (_, jacobian) => matrix.CopyTo(jacobian))), w.AsSpan(), new Workspace<double>(), StopRules.Default);
        return w;
    }

    private static Dataset Clouds(int rows)
    {
        var (inputs, labels) = (new float[2 * rows], new int[rows]);
        RngFill.Normal(new Rng(21, 0, 0), 0, inputs);
        for (var i = 0; i < rows; i++)
        {
            if (i % 3 != 0) continue;
            labels[i] = 1;
            (inputs[2 * i], inputs[2 * i + 1]) = (inputs[2 * i] + 1.5f, inputs[2 * i + 1] + 0.8f);
        }
        return new Dataset([2], inputs, labels);
    }
}
