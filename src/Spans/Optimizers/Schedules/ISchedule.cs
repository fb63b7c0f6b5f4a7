using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>
/// How the learning rate moves. A function of the position alone, so that a resumed training goes on where it was; what else
/// there is to know lives in a span that the caller keeps and saves. Implementations are immutable records.
/// </summary>
public interface ISchedule
{
    /// <summary>The name used in files and on the command line: <c>cosine</c>.</summary>
    string Name { get; }

    /// <summary>Doubles kept between epochs. They start at zero.</summary>
    int StateLength => 0;

    /// <summary>Whether the rate depends on how long training is to last, so that it cannot be made longer once begun.</summary>
    bool NeedsLength => false;

    /// <summary>The learning rate of one step.</summary>
    /// <param name="baseRate">The optimizer's own rate.</param>
    /// <param name="position">The step.</param>
    /// <param name="state">What <see cref="Observe"/> left.</param>
    float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state);

    /// <summary>Takes note of an epoch's end.</summary>
    /// <param name="metric">The validation loss, or the training loss where there is no validation.</param>
    /// <param name="state"><see cref="StateLength"/> doubles.</param>
    void Observe(double metric, Span<double> state) { }

    /// <summary>Writes the configuration as properties of the JSON object under way.</summary>
    void WriteOptions(Utf8JsonWriter writer);
}
