namespace Spans.Diagnostics.Calibration;

/// <summary>
/// Divides a classifier's logits by one number, fitted on validation rows, so that its probabilities are right as often as they
/// say; which class is likeliest does not change (Guo et al. 2017).
/// </summary>
public static class TemperatureScaling
{
    private const double Least = 1e-3;
    private const double Most = 1e3;

    /// <summary>
    /// The temperature T above 0 that minimises −Σ log softmax(logits / T)[label]: above 1 for a network too sure of itself.
    /// </summary>
    /// <param name="logits">[rows, classes], before the softmax.</param>
    /// <param name="labels">[rows].</param>
    /// <returns>T, between 0.001 and 1000.</returns>
    /// <exception cref="ArgumentException">The spans do not fit, or a label is out of range.</exception>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var classes = ReliabilityTable.ClassesOf(logits.Length, labels);
        // Convex in the inverse temperature b: dL/db = Σ (mean of the logits under softmax(b z) − the label's), found by
        // bisection.
        var (low, high) = (1 / Most, 1 / Least);
        for (var i = 0; i < 200 && high / low > 1 + 1e-12; i++)
        {
            var middle = Math.Sqrt(low * high);
            if (Slope(logits, labels, classes, middle) > 0) high = middle;
            else low = middle;
        }
        return 1 / Math.Sqrt(low * high);
    }

    /// <summary>probabilities[rows, classes] = softmax(logits / temperature), row by row.</summary>
    /// <exception cref="ArgumentException">The spans differ in length, or a number is out of its range.</exception>
    public static void Apply(ReadOnlySpan<float> logits, int classes, double temperature, Span<float> probabilities)
    {
        Throw.IfNotPositive(classes);
        Throw.IfNotLength(probabilities.Length, logits.Length);
        if (!(temperature > 0)) Throw.OutOfRange(nameof(temperature), temperature, "above 0");
        System.Numerics.Tensors.TensorPrimitives.Multiply(logits, (float)(1 / temperature), probabilities);
        Kernels.Rows.Softmax(probabilities, probabilities, logits.Length / classes, classes, Threading.Team.Single);
    }

    private static double Slope(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, double inverse)
    {
        var slope = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var z = logits.Slice(row * classes, classes);
            double largest = z[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(z)];
            var (sum, weighted) = (0.0, 0.0);
            foreach (double value in z)
            {
                var p = Math.Exp(inverse * (value - largest));
                sum += p;
                weighted += p * value;
            }
            slope += weighted / sum - z[labels[row]];
        }
        return slope;
    }
}
