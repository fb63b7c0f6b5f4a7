using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>η γ^⌊epoch / epochs⌋, as PyTorch's <c>StepLR</c> stepped once an epoch.</summary>
public sealed record StepDecay : ISchedule
{
    /// <inheritdoc/>
    public string Name => "step";

    /// <summary>Epochs between two falls, PyTorch's <c>step_size</c>. Default 10.</summary>
    public int Epochs { get; init => field = Require.Count(value); } = 10;

    /// <summary>γ. Default 0.1.</summary>
    public float Gamma { get; init => field = Require.Positive(value); } = 0.1f;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state) =>
        (float)(baseRate * Math.Pow(Gamma, position.Epoch / Epochs));

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("epochs", Epochs);
        writer.WriteNumber("gamma", Gamma);
    }

    internal static StepDecay Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Schedule 'step'", "name", "epochs", "gamma");
        return new StepDecay { Epochs = fields.Integer("epochs", 1, int.MaxValue, 10), Gamma = fields.Number("gamma", 0.1f) };
    }

    internal static StepDecay Parse(ScheduleText text)
    {
        text.AtMost(2);
        return new StepDecay { Epochs = text.Integer(0, 10), Gamma = text.Number(1, 0.1f) };
    }
}
