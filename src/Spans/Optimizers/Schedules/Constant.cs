using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>η: the optimizer's own rate throughout.</summary>
public sealed record Constant : ISchedule
{
    /// <inheritdoc/>
    public string Name => "constant";

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state) => baseRate;

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) { }

    internal static Constant Read(JsonElement json)
    {
        _ = new JsonFields(json, "Schedule 'constant'", "name");
        return new Constant();
    }

    internal static Constant Parse(ScheduleText text)
    {
        text.AtMost(0);
        return new Constant();
    }
}
