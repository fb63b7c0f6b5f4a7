using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training.FullBatch;

/// <summary>Networks whose outputs must rise or fall with an input.</summary>
[Trait("Category", "Numeric")]
public class MonotoneTests
{
    // "Area" and "distance" of the drawn houses.
    private const int Area = 0;
    private const int Distance = 3;
    private const double LargestViolation = 1e-6;

    public static TheoryData<string> BoundedMinimizers =>
        [.. MinimizerCatalogue.All.Where(static m => (m.Handles & Handles.Bounds) != 0).Select(static m => m.Name)];

    [Fact]
    public void Violation_OfAStraightLine_IsItsStep()
    {
        using var network = new Network([2], [new Dense<Identity>(1)]);
        network.Parameters[0] = -3;
        network.Parameters[1] = 1;
        var rows = new Dataset([2], (float[])[0, 5, 8, 5], (float[])[0, 0]).View();
        // From 0 to 8 in 32 steps of a quarter.
        Assert.Equal(0.75, Monotonicity.Violation(network, rows, 0, rising: true), 1e-6);
        Assert.Equal(0, Monotonicity.Violation(network, rows, 0, rising: false));
        Assert.Equal(0, Monotonicity.Violation(network, rows, 1, rising: true));
    }

    [Theory, MemberData(nameof(BoundedMinimizers))]
    public void Fit_MonotoneHousePrices_HoldsOnEveryRowAndCostsLittle(string minimizer)
    {
        var houses = Houses.Draw();
        var (free, freeNetwork) = Fit(houses, MinimizerCatalogue.Named(minimizer), isMonotone: false);
        var (bound, network) = Fit(houses, MinimizerCatalogue.Named(minimizer), isMonotone: true);
        using (freeNetwork)
        using (network)
        {
            foreach (var rows in new[] { houses.Train, houses.Test })
            {
                Assert.InRange(Monotonicity.Violation(network, rows, Area, rising: true), 0, LargestViolation);
                Assert.InRange(Monotonicity.Violation(network, rows, Distance, rising: false), 0, LargestViolation);
            }
            // The free network bends after the noise somewhere: the constraint is one.
            Assert.True(Monotonicity.Violation(freeNetwork, houses.Test, Distance, rising: false) > 1e-3);
            Assert.True(bound.RootMeanSquaredError <= 1.1 * free.RootMeanSquaredError,
                $"{bound.RootMeanSquaredError} against {free.RootMeanSquaredError}");
        }
    }

    [Theory]
    [InlineData("boston", "house-prices/boston_house_prices.csv", 1, "RM", "LSTAT", "MEDV")]
    [InlineData("taiwan-real-estate", "house-prices/taiwan-real-estate.csv", 0, "X4_number_of_convenience_stores",
        "X_ distance_to_the_nearest_MRT_station", "Y_house_price_of_unit_area")]
    public void Fit_MonotoneRealHousePrices_HoldsOnEveryRowAndCostsLittle(
        string split, string file, int skip, string rising, string falling, string target)
    {
        var options = new CsvOptions { SkipLines = skip, Ignore = split == "boston" ? [] : ["No"], Targets = [target] };
        var table = CsvTable.Read(RealData.Path(file), options);
        var rows = RowNumbers.Read(RealData.Path($"splits/{split}.test.txt"));
        var data = PreparedData.Of(table, Split.ByRows(table.Count, rows), options);
        var names = data.Preprocessing.Columns.Select(static c => c.Name).ToList();
        var (up, down) = (names.IndexOf(rising), names.IndexOf(falling));
        var (free, freeNetwork) = Fit(data, new LBfgsB(), isMonotone: false, up, down);
        var (bound, network) = Fit(data, new LBfgsB(), isMonotone: true, up, down);
        using (freeNetwork)
        using (network)
        {
            foreach (var view in new[] { data.Train, data.Test })
            {
                Assert.InRange(Monotonicity.Violation(network, view, up, rising: true), 0, LargestViolation);
                Assert.InRange(Monotonicity.Violation(network, view, down, rising: false), 0, LargestViolation);
            }
            Assert.True(bound.RootMeanSquaredError <= 1.1 * free.RootMeanSquaredError,
                $"{bound.RootMeanSquaredError} against {free.RootMeanSquaredError}");
        }
    }

    [Fact]
    public void Fit_LimitedWeights_StayWithinTheirBounds()
    {
        using var network = FullBatchExamples.Hidden();
        var bounds = new ParameterBounds(network).Limit(0, 0, -0.2f, 0.3f).Limit(1, 1, 0.05f, 0.05f);
        FullBatchExamples.Fit(network, new LBfgsB(), options: new() { Iterations = 50, Bounds = bounds });
        var weights = network.Plan.Chain.Layers[0].Parameters[0].Of(network.Parameters);
        foreach (var weight in weights) Assert.InRange(weight, -0.2f, 0.3f);
        Assert.True(weights.Contains(-0.2f) || weights.Contains(0.3f));
        Assert.Equal(0.05f, network.Plan.Chain.Layers[1].Parameters[1].Of(network.Parameters)[0]);
    }

    [Fact]
    public void Monotone_ActivationThatFalls_IsRefused()
    {
        using var network = new Network([2], [new Dense<Silu>(3), new Dense<Identity>(1)]);
        Assert.Contains("silu, which falls",
            Assert.Throws<ArgumentException>(() => new ParameterBounds(network).Monotone(0, rising: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Monotone_BothWays_LeavesTheInputNoSay()
    {
        using var network = new Network([2], [new Dense<Tanh>(3), new Dense<Identity>(1)]);
        // Weights of one sign and of the other leave only zero: nothing is refused, and the input has no say.
        var bounds = new ParameterBounds(network).Monotone(0, rising: true).Monotone(0, rising: false);
        FullBatchExamples.Fit(network, new LBfgsB(), options: new() { Bounds = bounds },
            rows: new Dataset([2], (float[])[1, 2, 3, 4], (float[])[1, 2]).View());
        Assert.Equal([0, 0, 0], network.Plan.Chain.Layers[0].Parameters[0].Of(network.Parameters)[..3].ToArray());
    }

    [Fact]
    public void Constructor_BoundsWithAMinimizerThatHasNone_IsRefusedWithAdvice()
    {
        using var network = FullBatchExamples.Hidden();
        var options = new FullBatchOptions { Bounds = new ParameterBounds(network) };
        var e = Assert.Throws<ArgumentException>(
            () => new FullBatchTrainer(network, new MeanSquaredError(), new LBfgs(), options));
        Assert.Contains("lbfgsb", e.Message, StringComparison.Ordinal);
    }

    private static (Evaluation Test, Network Network) Fit(
        PreparedData data, IMinimizer minimizer, bool isMonotone, int rising = Area, int falling = Distance)
    {
        var network = new Network(data.Data.InputShape, [new Dense<Tanh>(8), new Dense<Identity>(1)], seed: 1);
        network.Card = network.Card with { Preprocessing = data.Preprocessing };
        var bounds = isMonotone ? new ParameterBounds(network).Monotone(rising, rising: true).Monotone(falling, rising: false)
            : null;
        using var trainer = new FullBatchTrainer(
            network, new MeanSquaredError(), minimizer, new() { Iterations = 60, WeightDecay = 1e-3f, Bounds = bounds });
        trainer.Fit(data.Train);
        return (trainer.Evaluate(data.Test), network);
    }
}
