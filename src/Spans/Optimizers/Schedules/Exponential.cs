using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>η γ^epoch, as PyTorch's <c>ExponentialLR</c> stepped once an epoch.</summary>
public sealed record Exponential : ISchedule
{
    /// <inheritdoc/>
    public string Name => "exponential";

    /// <summary>γ. Default 0.95.</summary>
    public float Gamma { get; init => field = Require.Positive(value); } = 0.95f;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state) =>
        (float)(baseRate * Math.Pow(Gamma, position.Epoch));

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("gamma", Gamma);

    internal static Exponential Read(JsonElement json) =>
        new() { Gamma = new JsonFields(json, "Schedule 'exponential'", "name", "gamma").Number("gamma", 0.95f) };

    internal static Exponential Parse(ScheduleText text)
    {
        text.AtMost(1);
        return new Exponential { Gamma = text.Number(0, 0.95f) };
    }
}
