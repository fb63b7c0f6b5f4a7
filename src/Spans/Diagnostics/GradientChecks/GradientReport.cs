using System.Globalization;
using System.Text;

namespace Spans.Diagnostics.GradientChecks;

/// <summary>The outcome of a gradient check.</summary>
public sealed record GradientReport
{
    /// <summary>What was checked.</summary>
    public required string Subject { get; init; }

    /// <summary>Each tensor's outcome.</summary>
    public required IReadOnlyList<TensorCheck> Tensors { get; init; }

    /// <summary>Seconds of one pass forward and back, which gives every element's gradient.</summary>
    public required double AnalyticSeconds { get; init; }

    /// <summary>
    /// Seconds of the differences of one element on average, times all elements: what numerical gradients would take.
    /// </summary>
    public required double NumericalSeconds { get; init; }

    /// <summary>Whether every tensor passed.</summary>
    public bool Passed
    {
        get
        {
            foreach (var tensor in Tensors) if (!tensor.Passed) return false;
            return true;
        }
    }

    /// <summary>How many times slower numerical differentiation is.</summary>
    public double Ratio => NumericalSeconds / AnalyticSeconds;

    /// <summary>A line for each tensor, then the verdict and the ratio.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var tensor in Tensors) text.Append(tensor).Append('\n');
        return text.Append(CultureInfo.InvariantCulture,
            $"{Subject}: {(Passed ? "the gradients agree" : "THE GRADIENTS DIFFER")}; numerical differentiation would take {Ratio:G3} times as long").ToString();
    }

    /// <summary>Throws unless every tensor passed; for tests.</summary>
    /// <exception cref="InvalidOperationException">One did not; the message is the report.</exception>
    public void ThrowUnlessPassed()
    {
        if (!Passed) throw new InvalidOperationException(ToString());
    }
}
