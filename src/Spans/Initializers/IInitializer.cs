using System.Text.Json;
using Spans.Memory;
using Spans.Random;

namespace Spans.Initializers;

/// <summary>Fills a parameter tensor with its first values. Implementations are immutable.</summary>
public interface IInitializer
{
    /// <summary>The name used in files and on the command line: <c>he-normal</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Writes every element of <paramref name="parameter"/>; depends only on the arguments, never on call order.
    /// </summary>
    /// <param name="parameter">The tensor, row-major.</param>
    /// <param name="fan">Its shape, the connections into and out of a unit, and the gain of the activation behind it.</param>
    /// <param name="rng">A stream of this tensor's own.</param>
    void Fill(Span<float> parameter, in Fan fan, Rng rng);

    /// <summary>Writes the configuration as properties of the JSON object under way; by default there is none.</summary>
    void WriteOptions(Utf8JsonWriter writer) { }
}

/// <summary>What an initializer scales by.</summary>
/// <param name="Shape">The tensor's shape.</param>
/// <param name="Inputs">Connections into one unit (fan-in).</param>
/// <param name="Outputs">Connections out of one input (fan-out).</param>
/// <param name="Gain">The activation's gain: 1 for tanh, √2 for ReLU.</param>
public readonly record struct Fan(Shape Shape, int Inputs, int Outputs, float Gain = 1);
