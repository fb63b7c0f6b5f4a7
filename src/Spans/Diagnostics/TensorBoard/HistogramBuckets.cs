namespace Spans.Diagnostics.TensorBoard;

/// <summary>
/// Counts numbers in buckets that grow by a tenth each, as TensorFlow's: from 1e-12 up on both sides of 0. Of a run of empty
/// ones only the last is written.
/// </summary>
internal sealed class HistogramBuckets
{
    private static readonly double[] s_limits = MakeLimits();
    private readonly int[] _all = new int[s_limits.Length];
    private readonly double[] _limits = new double[s_limits.Length];
    private readonly double[] _counts = new double[s_limits.Length];
    private int _written;

    internal double Least { get; private set; }

    internal double Greatest { get; private set; }

    internal double Number { get; private set; }

    internal double Sum { get; private set; }

    internal double SumOfSquares { get; private set; }

    /// <summary>Each bucket's upper end; it holds what is below, from the one before on.</summary>
    internal ReadOnlySpan<double> Limits => _limits.AsSpan(0, _written);

    internal ReadOnlySpan<double> Counts => _counts.AsSpan(0, _written);

    internal void Count(ReadOnlySpan<float> values)
    {
        Array.Clear(_all);
        (Least, Greatest, Number, Sum, SumOfSquares, _written) = (double.MaxValue, -double.MaxValue, 0, 0, 0, 0);
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            _all[Bucket(value)]++;
            Number++;
            Sum += value;
            SumOfSquares += value * value;
            Least = Math.Min(Least, value);
            Greatest = Math.Max(Greatest, value);
        }
        if (Number == 0) (Least, Greatest) = (0, 0);
        for (var i = 0; i < _all.Length; i++)
        {
            // The bucket before a filled one is written for its limit, which is the filled one's lower end.
            if (_all[i] == 0 && !(i + 1 < _all.Length && _all[i + 1] != 0)) continue;
            _limits[_written] = s_limits[i];
            _counts[_written++] = _all[i];
        }
        if (_written != 0) return;
        (_limits[0], _counts[0], _written) = (0, 0, 1);
    }

    // The first limit above the value.
    private static int Bucket(double value)
    {
        var (low, high) = (0, s_limits.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (value < s_limits[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static double[] MakeLimits()
    {
        var positive = new List<double>();
        for (var limit = 1e-12; limit < 1e20; limit *= 1.1) positive.Add(limit);
        positive.Add(double.MaxValue);
        var limits = new List<double>();
        for (var i = positive.Count - 1; i >= 0; i--) limits.Add(-positive[i]);
        limits.Add(0);
        limits.AddRange(positive);
        return [.. limits];
    }
}
