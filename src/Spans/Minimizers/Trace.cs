using System.Numerics;

namespace Spans.Minimizers;

/// <summary>Keeps every iterate's numbers, and the points themselves if wanted. Allocates as it grows.</summary>
/// <param name="keepPoints">Whether to copy x at every iterate.</param>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Trace<T>(bool keepPoints = false) : IMinimizerObserver<T> where T : struct, IFloatingPointIeee754<T>
{
    private readonly List<MinimizerProgress> _progress = [];
    private readonly List<T[]> _points = [];

    /// <summary>The start and every iterate.</summary>
    public IReadOnlyList<MinimizerProgress> Progress => _progress;

    /// <summary>x at the start and at every iterate; empty unless kept.</summary>
    public IReadOnlyList<T[]> Points => _points;

    /// <inheritdoc/>
    public void Observe(in MinimizerProgress progress, ReadOnlySpan<T> x)
    {
        _progress.Add(progress);
        if (keepPoints) _points.Add(x.ToArray());
    }
}
