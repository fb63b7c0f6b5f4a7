namespace Spans.Testing;

/// <summary>Gradients by central differences in double.</summary>
public static class GradientReference
{
    private const double Step = 1e-6;

    /// <summary>d(Σ dy ⊙ f)/d(argument) for each element of <paramref name="argument"/>, which f reads and is put back.</summary>
    public static double[] Of(Func<double[]> f, double[] argument, ReadOnlySpan<float> dy)
    {
        var gradient = new double[argument.Length];
        for (var i = 0; i < argument.Length; i++)
        {
            var x = argument[i];
            var step = Step * Math.Max(1, Math.Abs(x));
            argument[i] = x + step;
            var above = f();
            argument[i] = x - step;
            var below = f();
            argument[i] = x;
            // Output by output, so that what cancels in the sum cannot drown the difference.
            for (var j = 0; j < above.Length; j++) gradient[i] += dy[j] * ((above[j] - below[j]) / (2 * step));
        }
        return gradient;
    }
}
