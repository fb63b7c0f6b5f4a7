using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>
/// From max / division up to max, then down to max / (division · final division), each along a half cosine, as PyTorch's
/// <c>OneCycleLR(cycle_momentum=False)</c> stepped once a step: PyTorch cycles the momentum too unless told so. With three phases
/// it comes back to max / division as slowly as it rose and then falls to the end. Source: Smith and Topin 2018.
/// </summary>
public sealed record OneCycle : ISchedule
{
    /// <inheritdoc/>
    public string Name => "one-cycle";

    /// <summary>The largest rate; null for the optimizer's own. Default null.</summary>
    public float? MaxRate { get; init => field = value is { } rate ? Require.Positive(rate) : null; }

    /// <summary>The share of the steps that rise, PyTorch's <c>pct_start</c>. Default 0.3.</summary>
    public float RisingShare { get; init => field = Require.Fraction(value); } = 0.3f;

    /// <summary>PyTorch's <c>div_factor</c>. Default 25.</summary>
    public float Division { get; init => field = Require.Positive(value); } = 25;

    /// <summary>PyTorch's <c>final_div_factor</c>. Default 10,000.</summary>
    public float FinalDivision { get; init => field = Require.Positive(value); } = 1e4f;

    /// <summary>Whether to go in lines instead of cosines. Default false.</summary>
    public bool Linear { get; init; }

    /// <summary>Whether there are three phases. Default false.</summary>
    public bool ThreePhase { get; init; }

    /// <summary>Always: the curve spans the training.</summary>
    public bool NeedsLength => true;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state)
    {
        double top = MaxRate ?? baseRate, bottom = top / Division, end = bottom / FinalDivision;
        double step = position.Step, last = position.TotalSteps - 1;
        var peak = (double)RisingShare * position.TotalSteps - 1;
        if (step <= peak) return Between(bottom, top, 0, peak, step);
        if (!ThreePhase) return Between(top, end, peak, last, step);
        var back = 2 * (double)RisingShare * position.TotalSteps - 2;
        return step <= back ? Between(top, bottom, peak, back, step) : Between(bottom, end, back, last, step);
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        if (MaxRate is { } rate) writer.WriteNumber("max_rate", rate);
        writer.WriteNumber("rising_share", RisingShare);
        writer.WriteNumber("division", Division);
        writer.WriteNumber("final_division", FinalDivision);
        writer.WriteBoolean("linear", Linear);
        writer.WriteBoolean("three_phase", ThreePhase);
    }

    internal static OneCycle Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Schedule 'one-cycle'",
            "name", "max_rate", "rising_share", "division", "final_division", "linear", "three_phase");
        return new OneCycle
        {
            MaxRate = fields.Has("max_rate") ? fields.Number("max_rate") : null,
            RisingShare = fields.Number("rising_share", 0.3f),
            Division = fields.Number("division", 25),
            FinalDivision = fields.Number("final_division", 1e4f),
            Linear = fields.Boolean("linear", false),
            ThreePhase = fields.Boolean("three_phase", false),
        };
    }

    internal static OneCycle Parse(ScheduleText text)
    {
        text.AtMost(2);
        return new OneCycle { MaxRate = text.Count > 0 ? text.Number(0, 0) : null, RisingShare = text.Number(1, 0.3f) };
    }

    private float Between(double from, double to, double start, double end, double step)
    {
        var done = end > start ? Math.Clamp((step - start) / (end - start), 0, 1) : 1;
        return (float)(Linear ? from + (to - from) * done : to + (from - to) / 2 * (1 + Math.Cos(Math.PI * done)));
    }
}
