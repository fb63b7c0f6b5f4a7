using System.Globalization;
using System.Text;
using System.Text.Json;
using Spans.Data;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Training;

namespace Spans.Tuning;

/// <summary>
/// The learning-rate range test (Smith 2017): one short training during which the rate grows from step to step by a constant
/// factor. Where the loss falls fastest is a good rate; where it rises, too high a one.
/// </summary>
public static class LearningRateRangeTest
{
    // The weight of the past in the smoothed loss.
    private const double Smoothing = 0.9;

    // A loss this many times the least ends the test.
    private const double Diverged = 4;

    /// <summary>Runs the test; the network's parameters and state are put back.</summary>
    /// <param name="network">The network, as it would begin its training.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="optimizer">What turns gradients into updates; its own rate is not used.</param>
    /// <param name="train">The rows to train on.</param>
    /// <param name="options">Batch size, seed and threads; the rest is not used.</param>
    /// <param name="lowest">The first step's rate, above 0. Default 1e-6.</param>
    /// <param name="highest">The last step's rate. Default 10.</param>
    /// <param name="steps">Steps, 10 or more. Default 200.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or the rows do not fit.</exception>
    public static LearningRateRange Run(
        Network network, ILoss loss, IOptimizer optimizer, DataView train, TrainerOptions? options = null,
        float lowest = 1e-6f, float highest = 10, int steps = 200)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!(lowest > 0 && float.IsFinite(highest) && highest > lowest))
            Throw.Argument(nameof(lowest),
                string.Create(
                    CultureInfo.InvariantCulture, $"The rates go from {lowest} to {highest}, but must grow from above 0."));
        if (steps < 10) Throw.OutOfRange(nameof(steps), steps, "10 or more");
        var (parameters, state, card) = (network.Parameters.ToArray(), network.State.ToArray(), network.Card);
        options ??= new TrainerOptions();
        using var trainer = new Trainer(network, loss, optimizer, new TrainerOptions
        {
            BatchSize = options.BatchSize,
            Seed = options.Seed,
            Threads = options.Threads,
            Schedule = new Ramp(lowest, highest, steps),
        });
        using var loader =
            new BatchLoader(train, options.BatchSize, shuffle: true, options.Seed, trainer.Plan.Chain.MinimumBatch);
        var points = new List<(float Rate, double Loss)>();
        var (smoothed, weight, least, epoch) = (0.0, 0.0, double.PositiveInfinity, 0);
        loader.BeginEpoch(epoch);
        while (points.Count < steps)
        {
            if (!loader.Next(out var batch))
            {
                loader.BeginEpoch(++epoch);
                continue;
            }
            var result = trainer.Step(batch);
            if (!result.Updated) break;
            smoothed = Smoothing * smoothed + (1 - Smoothing) * result.Loss;
            weight = Smoothing * weight + (1 - Smoothing);
            var value = smoothed / weight;
            points.Add((result.LearningRate, value));
            least = Math.Min(least, value);
            if (points.Count > 10 && value > Diverged * least) break;
        }
        parameters.CopyTo(network.Parameters);
        state.CopyTo(network.State);
        network.Card = card;
        return new LearningRateRange(points);
    }

    // Not in the catalogue: it makes sense for this test alone.
    private sealed record Ramp(float Lowest, float Highest, int Steps) : ISchedule
    {
        public string Name => "range-test";

        public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state) =>
            Lowest * MathF.Pow(Highest / Lowest, position.Step / (Steps - 1f));

        public void WriteOptions(Utf8JsonWriter writer)
        {
        }
    }
}

/// <summary>What the range test saw.</summary>
/// <param name="Points">Each step's rate and smoothed loss, until the loss was several times the least.</param>
public sealed record LearningRateRange(IReadOnlyList<(float Rate, double Loss)> Points)
{
    /// <summary>
    /// The rate at which the loss falls fastest over the logarithm of the rate; NaN where there is too little to say.
    /// </summary>
    public float Steepest
    {
        get
        {
            var (best, rate) = (0.0, float.NaN);
            for (var i = 2; i < Points.Count - 2; i++)
            {
                var slope = (Points[i + 2].Loss - Points[i - 2].Loss) / Math.Log(Points[i + 2].Rate / Points[i - 2].Rate);
                if (slope < best) (best, rate) = (slope, Points[i].Rate);
            }
            return rate;
        }
    }

    /// <summary>The rate of the least smoothed loss: above it training begins to diverge. NaN where there is nothing.</summary>
    public float AtLeastLoss
    {
        get
        {
            var (least, rate) = (double.PositiveInfinity, float.NaN);
            foreach (var point in Points) if (point.Loss < least) (least, rate) = (point.Loss, point.Rate);
            return rate;
        }
    }

    /// <summary>
    /// A tenth of the rate of the least loss, or the steepest if that is lower still: a good rate to begin with.
    /// </summary>
    public float Suggested => float.IsNaN(Steepest) ? AtLeastLoss / 10 : Math.Min(Steepest, AtLeastLoss / 10);

    /// <summary>A line for each rate, then the suggestion.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (rate, loss) in Points) text.Append(CultureInfo.InvariantCulture, $"{rate:G3} {loss:G4}\n");
        return text.Append(CultureInfo.InvariantCulture, $"suggested learning rate {Suggested:G2}").ToString();
    }
}
