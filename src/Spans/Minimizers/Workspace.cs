using System.Numerics;
using Spans.Minimizers.Augmented;

namespace Spans.Minimizers;

/// <summary>
/// The memory of a minimisation, reusable by the next: grows to what the largest run needed, after which runs allocate nothing.
/// Also holds the multipliers of the last run. Serves one run at a time.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Workspace<T> where T : struct, IFloatingPointIeee754<T>
{
    private readonly Arena<T> _elements = new();
    private readonly Arena<double> _scalars = new();
    private readonly Arena<int> _integers = new();
    private double[] _multipliers = [];
    private (int Inequalities, int Equalities, int Bounds) _counts;

    /// <summary>λ ≥ 0 of each gᵢ(x) ≤ 0, from the last run; empty where there were none.</summary>
    public ReadOnlySpan<double> InequalityMultipliers => Inequality;

    /// <summary>ν of each hⱼ(x) = 0, of either sign.</summary>
    public ReadOnlySpan<double> EqualityMultipliers => Equality;

    /// <summary>z ≥ 0 of each lower bound; empty where the problem had no bounds.</summary>
    public ReadOnlySpan<double> LowerMultipliers => Lower;

    /// <summary>w ≥ 0 of each upper bound; empty where the problem had no bounds.</summary>
    public ReadOnlySpan<double> UpperMultipliers => Upper;

    /// <summary>The bytes that the last run used.</summary>
    public long Bytes =>
        _elements.Taken * (typeof(T) == typeof(float) ? sizeof(float) : sizeof(double)) + _scalars.Taken * sizeof(double)
        + _integers.Taken * sizeof(int) + sizeof(double) * (_counts.Inequalities + _counts.Equalities + 2L * _counts.Bounds);

    /// <summary>The workspace of a minimisation within this one.</summary>
    internal Workspace<T> Inner => field ??= new Workspace<T>();

    /// <summary>What the augmented Lagrangian method keeps between runs.</summary>
    internal AugmentedFunction<T>? Augmented { get; set; }

    /// <summary>What a method on a sampled function begins with and leaves at every change; null for nothing.</summary>
    internal MinimizerMemory<T>? Memory { get; set; }

    internal void Begin(Problem<T> problem)
    {
        _elements.Reset();
        _scalars.Reset();
        _integers.Reset();
        _counts = (problem.InequalityCount, problem.EqualityCount, problem.HasBounds ? problem.Dimension : 0);
        var needed = _counts.Inequalities + _counts.Equalities + 2 * _counts.Bounds;
        if (_multipliers.Length < needed) _multipliers = new double[needed];
        _multipliers.AsSpan().Clear();
    }

    internal Span<T> Elements(int count) => _elements.Take(count);

    internal Span<double> Doubles(int count) => _scalars.Take(count);

    internal Span<int> Integers(int count) => _integers.Take(count);

    internal Span<double> Inequality => _multipliers.AsSpan(0, _counts.Inequalities);

    internal Span<double> Equality => _multipliers.AsSpan(_counts.Inequalities, _counts.Equalities);

    internal Span<double> Lower => _multipliers.AsSpan(_counts.Inequalities + _counts.Equalities, _counts.Bounds);

    internal Span<double> Upper =>
        _multipliers.AsSpan(_counts.Inequalities + _counts.Equalities + _counts.Bounds, _counts.Bounds);

    // Hands out zeroed slices. Blocks already handed out never move, so growing in the middle of a run is safe.
    private sealed class Arena<TElement> where TElement : struct
    {
        private readonly List<TElement[]> _blocks = [];
        private int _block;
        private int _used;

        public long Taken { get; private set; }

        public void Reset() => (_block, _used, Taken) = (0, 0, 0);

        public Span<TElement> Take(int count)
        {
            while (_block < _blocks.Count && _blocks[_block].Length - _used < count) (_block, _used) = (_block + 1, 0);
            if (_block == _blocks.Count) _blocks.Add(new TElement[Math.Max(count, 1024)]);
            var slice = _blocks[_block].AsSpan(_used, count);
            _used += count;
            Taken += count;
            slice.Clear();
            return slice;
        }
    }
}
