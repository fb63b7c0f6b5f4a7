using System.Numerics;

namespace Spans.Minimizers;

/// <summary>The last few pairs of steps s and gradient changes y with sᵀ y > 0, in a ring. Pair 0 is the oldest.</summary>
internal ref struct SecantPairs<T> where T : struct, IFloatingPointIeee754<T>
{
    // Below this cosine between s and y the pair says more about rounding than about curvature.
    private const double LeastCosine = 1e-10;

    private readonly int _n;
    private readonly int _capacity;
    private readonly Span<T> _steps;
    private readonly Span<T> _changes;
    private readonly Span<double> _curvatures;
    private int _oldest;

    public SecantPairs(int capacity, int n, Workspace<T> workspace)
    {
        (_n, _capacity) = (n, capacity);
        _steps = workspace.Elements(capacity * n);
        _changes = workspace.Elements(capacity * n);
        _curvatures = workspace.Doubles(capacity);
        Scale = 1;
    }

    public int Count { get; private set; }

    /// <summary>sᵀy / yᵀy of the newest pair: the size of the inverse Hessian.</summary>
    public double Scale { get; private set; }

    public readonly ReadOnlySpan<T> Step(int pair) => _steps.Slice(Slot(pair) * _n, _n);

    public readonly ReadOnlySpan<T> Change(int pair) => _changes.Slice(Slot(pair) * _n, _n);

    /// <summary>sᵀ y.</summary>
    public readonly double Curvature(int pair) => _curvatures[Slot(pair)];

    /// <summary>Takes a pair in, in place of the oldest if need be; false where its curvature is not safely positive.</summary>
    public bool Add(ReadOnlySpan<T> step, ReadOnlySpan<T> change)
    {
        var curvature = Vectors.Dot(step, change);
        var square = Vectors.Dot(change, change);
        if (!(curvature > LeastCosine * Math.Sqrt(square) * Vectors.Norm(step)) || !double.IsFinite(square)) return false;
        if (Count == _capacity) _oldest = (_oldest + 1) % _capacity;
        else Count++;
        var slot = Slot(Count - 1);
        step.CopyTo(_steps[(slot * _n)..]);
        change.CopyTo(_changes[(slot * _n)..]);
        _curvatures[slot] = curvature;
        Scale = curvature / square;
        return true;
    }

    /// <summary>
    /// result = H x, where H is the inverse Hessian that the pairs imply, I without any: newest to oldest, scale, oldest to
    /// newest. Source: Nocedal 1980.
    /// </summary>
    /// <param name="x">[n].</param>
    /// <param name="result">[n], another span than <paramref name="x"/>.</param>
    /// <param name="weights">[capacity], scratch.</param>
    public readonly void Apply(ReadOnlySpan<T> x, Span<T> result, Span<double> weights)
    {
        x.CopyTo(result);
        if (Count == 0) return;
        for (var i = Count - 1; i >= 0; i--)
        {
            weights[i] = Vectors.Dot(Step(i), result) / Curvature(i);
            Vectors.AddScaled(-weights[i], Change(i), result);
        }
        Vectors.Scale(Scale, result);
        for (var i = 0; i < Count; i++)
        {
            var weight = Vectors.Dot(Change(i), result) / Curvature(i);
            Vectors.AddScaled(weights[i] - weight, Step(i), result);
        }
    }

    /// <summary>Writes all pairs down, oldest first.</summary>
    public readonly void Keep(MinimizerMemory<T> memory)
    {
        var elements = memory.Take(2 * Count * _n);
        for (var pair = 0; pair < Count; pair++)
        {
            Step(pair).CopyTo(elements[(2 * pair * _n)..]);
            Change(pair).CopyTo(elements[((2 * pair + 1) * _n)..]);
        }
    }

    /// <summary>Takes in what was written down: dot products and scale come out as they were.</summary>
    public void Recall(MinimizerMemory<T> memory)
    {
        Clear();
        var elements = memory.Elements;
        for (var i = 0; i < elements.Length; i += 2 * _n) Add(elements.Slice(i, _n), elements.Slice(i + _n, _n));
    }

    public void Clear() => (Count, _oldest, Scale) = (0, 0, 1);

    private readonly int Slot(int pair) => (_oldest + pair) % _capacity;
}
