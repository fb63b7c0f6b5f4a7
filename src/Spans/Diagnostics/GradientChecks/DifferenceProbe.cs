using System.Diagnostics;
using Spans.Random;

namespace Spans.Diagnostics.GradientChecks;

/// <summary>Compares gradients with central differences of a scalar, element by element.</summary>
internal sealed class DifferenceProbe(GradientCheckOptions options, Func<double> value)
{
    private long _ticks;
    private long _probed;
    private long _elements;

    internal double NumericalSeconds => _probed == 0 ? 0 : _ticks / (double)Stopwatch.Frequency / _probed * _elements;

    /// <summary>Probes <paramref name="x"/>, which it leaves as it was.</summary>
    internal TensorCheck Check(string name, Span<float> x, ReadOnlySpan<float> gradient)
    {
        var picked = Pick(x.Length, (uint)_elements);
        var largest = 0.0;
        foreach (var g in gradient) largest = Math.Max(largest, Math.Abs(g));
        var (worst, at, kinks, analytic, numerical) = (0.0, -1, 0, 0.0, 0.0);
        var start = Stopwatch.GetTimestamp();
        foreach (var i in picked)
        {
            var (difference, unsettled) = Probe(x, i);
            var scale = Math.Max(Math.Max(Math.Abs(gradient[i]), Math.Abs(difference)), Math.Max(0.1 * largest, 1e-4));
            if (unsettled > options.Tolerance * scale)
            {
                kinks++;
                continue;
            }
            var error = Math.Abs(gradient[i] - difference) / scale;
            // NaN is worse than any number.
            if (at >= 0 && !(error > worst) && !double.IsNaN(error)) continue;
            (worst, at, analytic, numerical) = (error, i, gradient[i], difference);
            if (double.IsNaN(error)) break;
        }
        _ticks += Stopwatch.GetTimestamp() - start;
        _probed += picked.Length;
        _elements += x.Length;
        return new TensorCheck
        {
            Name = name,
            Elements = x.Length,
            Probed = picked.Length,
            Kinks = kinks,
            WorstError = worst,
            WorstElement = at,
            Analytic = analytic,
            Numerical = numerical,
            Passed = worst <= options.Tolerance && 2 * kinks <= picked.Length,
        };
    }

    // Differences with steps h, h/2 and h/4, the last two extrapolated to h = 0 (error h⁴); and how far the three are from
    // settled: several kinks within reach can make two extrapolations agree by chance.
    private (double Difference, double Unsettled) Probe(Span<float> x, int i)
    {
        var h = options.Step * Math.Max(1, Math.Abs(x[i]));
        var (wide, middle, narrow) = (Central(x, i, h), Central(x, i, h / 2), Central(x, i, h / 4));
        var (coarse, fine) = ((4 * middle - wide) / 3, (4 * narrow - middle) / 3);
        return (fine, Math.Max(Math.Abs(fine - coarse), Math.Abs(middle - wide)));
    }

    private double Central(Span<float> x, int i, float h)
    {
        var kept = x[i];
        // What the float steps really are.
        var (up, down) = (kept + h, kept - h);
        x[i] = up;
        var above = value();
        x[i] = down;
        var below = value();
        x[i] = kept;
        return (above - below) / ((double)up - down);
    }

    private int[] Pick(int length, uint stream)
    {
        var order = new int[length];
        RngFill.Permutation(new Rng(options.Seed, 1, stream), order);
        return length <= options.MaxElements ? order : order[..options.MaxElements];
    }
}
