namespace Spans.Diagnostics.Learning;

/// <summary>The losses of a run of any length in a fixed number of means: when full, neighbours are merged.</summary>
internal sealed class LossCurve
{
    private const int Capacity = 256;
    private readonly double[] _means = new double[Capacity];
    private double _sum;
    private int _summed;
    private int _group = 1;

    /// <summary>The first step's loss, before any update; NaN before that.</summary>
    internal double First { get; private set; } = double.NaN;

    /// <summary>Means of equally many steps each.</summary>
    internal ReadOnlySpan<double> Means => _means.AsSpan(0, Count);

    internal int Count { get; private set; }

    internal long Steps { get; private set; }

    internal void Add(double loss)
    {
        if (Steps++ == 0) First = loss;
        _sum += loss;
        if (++_summed < _group) return;
        _means[Count++] = _sum / _group;
        (_sum, _summed) = (0, 0);
        if (Count < Capacity) return;
        for (var i = 0; i < Capacity / 2; i++) _means[i] = (_means[2 * i] + _means[2 * i + 1]) / 2;
        Count = Capacity / 2;
        _group *= 2;
    }

    /// <summary>The mean of the last quarter.</summary>
    internal double Recent()
    {
        if (Count == 0) return First;
        var (sum, from) = (0.0, Count - Math.Max(1, Count / 4));
        for (var i = from; i < Count; i++) sum += _means[i];
        return sum / (Count - from);
    }
}
