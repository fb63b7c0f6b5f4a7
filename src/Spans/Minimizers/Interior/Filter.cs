using System.Numerics;

namespace Spans.Minimizers.Interior;

/// <summary>
/// Pairs of violation θ and barrier value φ that no later iterate may be worse than in both. Source: Fletcher and Leyffer 2002.
/// </summary>
internal ref struct Filter<T>(Workspace<T> workspace) where T : struct, IFloatingPointIeee754<T>
{
    private const int Capacity = 500;

    private readonly Span<double> _violations = workspace.Doubles(Capacity);
    private readonly Span<double> _values = workspace.Doubles(Capacity);
    private int _count;

    /// <summary>No iterate may violate the constraints by more.</summary>
    public double LargestViolation { get; set; } = double.PositiveInfinity;

    public void Clear() => _count = 0;

    public readonly bool Accepts(double violation, double value)
    {
        if (!(violation <= LargestViolation)) return false;
        for (var i = 0; i < _count; i++)
            if (violation >= _violations[i] && value >= _values[i]) return false;
        return true;
    }

    /// <summary>Forbids what is no better than this pair in either; drops pairs that forbid less.</summary>
    public void Add(double violation, double value)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_violations[i] >= violation && _values[i] >= value) continue;
            (_violations[kept], _values[kept]) = (_violations[i], _values[i]);
            kept++;
        }
        // A full filter forgets its oldest pair.
        if (kept == Capacity)
        {
            _violations[1..].CopyTo(_violations);
            _values[1..].CopyTo(_values);
            kept--;
        }
        (_violations[kept], _values[kept]) = (violation, value);
        _count = kept + 1;
    }
}
