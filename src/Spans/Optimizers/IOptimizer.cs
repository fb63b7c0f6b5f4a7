using System.Text.Json;

namespace Spans.Optimizers;

/// <summary>
/// A rule that turns gradients into parameter updates in one sweep. Implementations are immutable records; what changes between
/// steps lives in the state they are handed.
/// </summary>
public interface IOptimizer
{
    /// <summary>The name used in files and on the command line: <c>adam</c>.</summary>
    string Name { get; }

    /// <summary>The base learning rate, before a schedule.</summary>
    float LearningRate { get; }

    /// <summary>Floats of state for each parameter: 0 for plain SGD, 2 for Adam.</summary>
    int StatePerParameter { get; }

    /// <summary>Scalars kept between steps, such as NAdam's product of momenta. They start at zero.</summary>
    int Scalars => 0;

    /// <summary>Updates parameters and state from gradients in one sweep that allocates nothing.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit; nothing has changed.</exception>
    void Step(in OptimizerStep step);

    /// <summary>The same optimizer with another learning rate or weight decay; null leaves it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    IOptimizer With(float? learningRate = null, float? weightDecay = null);

    /// <summary>Writes the configuration as properties of the JSON object under way.</summary>
    void WriteOptions(Utf8JsonWriter writer);
}
