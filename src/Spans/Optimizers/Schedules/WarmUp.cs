using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>
/// The first n steps rise in a line from a share of another schedule's first rate, as PyTorch's <c>LinearLR(start_factor,
/// total_iters=n)</c>; then that schedule begins, as under <c>SequentialLR</c>: its steps and epochs count from there, and its
/// training is n steps shorter.
/// </summary>
public sealed record WarmUp : ISchedule
{
    /// <inheritdoc/>
    public string Name => "warm-up";

    /// <summary>n. Default 500.</summary>
    public int Steps { get; init => field = Require.Count(value); } = 500;

    /// <summary>The share of the rate in step 0, above 0 and at most 1. Default 0.01; PyTorch's is 1/3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float StartFactor
    {
        get;
        init
        {
            if (!(value is > 0 and <= 1)) Throw.OutOfRange(nameof(StartFactor), value, "above 0 and at most 1");
            field = value;
        }
    } = 0.01f;

    /// <summary>What comes after. Default: the constant rate.</summary>
    /// <exception cref="ArgumentException">It is a warm-up itself.</exception>
    public ISchedule Then
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value is WarmUp) Throw.Argument(nameof(Then), "A warm-up cannot follow a warm-up.");
            field = value;
        }
    } = new Constant();

    /// <inheritdoc/>
    public int StateLength => Then.StateLength;

    /// <inheritdoc/>
    public bool NeedsLength => Then.NeedsLength;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state)
    {
        var then =
            position with { Step = Math.Max(0, position.Step - Steps), TotalSteps = Math.Max(1, position.TotalSteps - Steps) };
        var first = Then.LearningRate(baseRate, then, state);
        if (position.Step >= Steps) return first;
        return (float)(first * (StartFactor + (1.0 - StartFactor) * position.Step / Steps));
    }

    /// <inheritdoc/>
    public void Observe(double metric, Span<double> state) => Then.Observe(metric, state);

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("steps", Steps);
        writer.WriteNumber("start_factor", StartFactor);
        writer.WritePropertyName("then");
        ScheduleCatalogue.Write(writer, Then);
    }

    internal static WarmUp Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Schedule 'warm-up'", "name", "steps", "start_factor", "then");
        return new WarmUp
        {
            Steps = fields.Integer("steps", 1, int.MaxValue, 500),
            StartFactor = fields.Number("start_factor", 0.01f),
            Then = fields.Has("then") ? ScheduleCatalogue.Read(fields.Element("then")) : new Constant(),
        };
    }

    // The steps, then the other schedule as it would stand alone.
    internal static WarmUp Parse(ScheduleText text)
    {
        var (head, rest) = text.Cut();
        return new WarmUp { Steps = head.Integer(0, 500), Then = rest is null ? new Constant() : ScheduleCatalogue.Parse(rest) };
    }
}
