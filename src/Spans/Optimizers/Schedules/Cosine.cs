using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>
/// a + (η − a) (1 + cos(π t / T)) / 2 over the T steps of the training, as PyTorch's <c>CosineAnnealingLR(T_max=T, eta_min=a)</c>
/// stepped once a step. Source: Loshchilov and Hutter 2017, without restarts.
/// </summary>
public sealed record Cosine : ISchedule
{
    /// <inheritdoc/>
    public string Name => "cosine";

    /// <summary>a, the rate in the end. Default 0.</summary>
    public float Minimum { get; init => field = Require.NotNegative(value); }

    /// <summary>Always: the curve spans the training.</summary>
    public bool NeedsLength => true;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state)
    {
        var done = Math.Min(1.0, (double)position.Step / Math.Max(1, position.TotalSteps));
        return (float)(Minimum + ((double)baseRate - Minimum) * (1 + Math.Cos(Math.PI * done)) / 2);
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("minimum", Minimum);

    internal static Cosine Read(JsonElement json) =>
        new() { Minimum = new JsonFields(json, "Schedule 'cosine'", "name", "minimum").Number("minimum", 0) };

    internal static Cosine Parse(ScheduleText text)
    {
        text.AtMost(1);
        return new Cosine { Minimum = text.Number(0, 0) };
    }
}
