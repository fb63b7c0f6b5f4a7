using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>
/// η times the factor for every plateau: more than <see cref="Patience"/> epochs in a row whose metric is not better than the
/// best so far, as PyTorch's <c>ReduceLROnPlateau</c> stepped once an epoch. An epoch whose metric is NaN is not better.
/// </summary>
public sealed record ReduceOnPlateau : ISchedule
{
    // The state's places; all start at zero.
    private const int Epochs = 0, Best = 1, Bad = 2, Cooling = 3, Reductions = 4;

    // PyTorch's eps: a fall of less is not made.
    private const double LeastFall = 1e-8;

    /// <inheritdoc/>
    public string Name => "reduce-on-plateau";

    /// <summary>What the rate is multiplied by, below 1. Default 0.1.</summary>
    public float Factor { get; init => field = Require.Fraction(value); } = 0.1f;

    /// <summary>Epochs without a better metric that are borne. Default 10.</summary>
    public int Patience
    {
        get;
        init
        {
            Throw.IfNegative(value, nameof(Patience));
            field = value;
        }
    } = 10;

    /// <summary>The share by which a metric must be better. Default 0.0001.</summary>
    public float Threshold { get; init => field = Require.NotNegative(value); } = 1e-4f;

    /// <summary>Whether <see cref="Threshold"/> is an amount instead of a share. Default false.</summary>
    public bool AbsoluteThreshold { get; init; }

    /// <summary>Epochs after a fall in which nothing counts as bad. Default 0.</summary>
    public int Cooldown
    {
        get;
        init
        {
            Throw.IfNegative(value, nameof(Cooldown));
            field = value;
        }
    }

    /// <summary>The least rate. Default 0.</summary>
    public float Minimum { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether a larger metric is better. Default false: it is a loss.</summary>
    public bool Maximize { get; init; }

    /// <summary>5: epochs seen, the best metric, bad epochs in a row, epochs left to cool, falls made.</summary>
    public int StateLength => 5;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state)
    {
        double rate = baseRate;
        for (var i = 0; i < state[Reductions]; i++)
        {
            var lower = Math.Max(rate * Factor, Minimum);
            if (rate - lower <= LeastFall) break;
            rate = lower;
        }
        return (float)rate;
    }

    /// <inheritdoc/>
    public void Observe(double metric, Span<double> state)
    {
        Throw.IfNotLength(state.Length, StateLength);
        if (state[Epochs]++ == 0) state[Best] = Maximize ? double.NegativeInfinity : double.PositiveInfinity;
        if (IsBetter(metric, state[Best])) (state[Best], state[Bad]) = (metric, 0);
        else state[Bad]++;
        if (state[Cooling] > 0)
        {
            state[Cooling]--;
            state[Bad] = 0;
        }
        if (state[Bad] <= Patience) return;
        state[Reductions]++;
        (state[Cooling], state[Bad]) = (Cooldown, 0);
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("factor", Factor);
        writer.WriteNumber("patience", Patience);
        writer.WriteNumber("threshold", Threshold);
        writer.WriteBoolean("absolute_threshold", AbsoluteThreshold);
        writer.WriteNumber("cooldown", Cooldown);
        writer.WriteNumber("minimum", Minimum);
        writer.WriteBoolean("maximize", Maximize);
    }

    internal static ReduceOnPlateau Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Schedule 'reduce-on-plateau'",
            "name", "factor", "patience", "threshold", "absolute_threshold", "cooldown", "minimum", "maximize");
        return new ReduceOnPlateau
        {
            Factor = fields.Number("factor", 0.1f),
            Patience = fields.Integer("patience", 0, int.MaxValue, 10),
            Threshold = fields.Number("threshold", 1e-4f),
            AbsoluteThreshold = fields.Boolean("absolute_threshold", false),
            Cooldown = fields.Integer("cooldown", 0, int.MaxValue, 0),
            Minimum = fields.Number("minimum", 0),
            Maximize = fields.Boolean("maximize", false),
        };
    }

    internal static ReduceOnPlateau Parse(ScheduleText text)
    {
        text.AtMost(2);
        return new ReduceOnPlateau { Patience = text.Integer(0, 10), Factor = text.Number(1, 0.1f) };
    }

    private bool IsBetter(double metric, double best)
    {
        var margin = AbsoluteThreshold ? Threshold : Threshold * (double.IsInfinity(best) ? 0 : best);
        return Maximize ? metric > best + margin : metric < best - margin;
    }
}
