using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// The first minimum of gᵀ(z − x) + ½ (z − x)ᵀ B (z − x) along the path z(t) = P(x − t g), which bends where a variable meets
/// its bound. Source: Byrd, Lu, Nocedal and Zhu, "A limited memory algorithm for bound constrained optimization", 1995,
/// algorithm CP.
/// </summary>
internal readonly ref struct CauchyPoint<T>(int capacity, int n, Workspace<T> workspace)
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly Span<double> _breaks = workspace.Doubles(n);
    private readonly Span<int> _order = workspace.Integers(n);
    private readonly Span<T> _direction = workspace.Elements(n);
    private readonly Span<double> _p = workspace.Doubles(2 * capacity);
    private readonly Span<double> _w = workspace.Doubles(2 * capacity);
    private readonly Span<double> _mw = workspace.Doubles(2 * capacity);

    /// <summary>Finds z, and which of its variables are strictly between their bounds.</summary>
    /// <param name="problem">The bounds.</param>
    /// <param name="matrix">B, factored.</param>
    /// <param name="x">[n].</param>
    /// <param name="gradient">[n].</param>
    /// <param name="z">[n], receives the point.</param>
    /// <param name="free">[n], receives 1 for each variable that no bound stopped, else 0.</param>
    /// <param name="c">[2 · capacity], receives Wᵀ (z − x).</param>
    public void Find(Problem<T> problem, scoped in CompactBfgs<T> matrix, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient,
        Span<T> z, Span<int> free, Span<double> c)
    {
        var rank = matrix.Rank;
        var p = _p[..rank];
        var w = _w[..rank];
        var mw = _mw[..rank];
        var count = Start(problem, x, gradient, z, free);
        c = c[..rank];
        c.Clear();
        matrix.ApplyTransposed(_direction, p);
        p.CopyTo(mw);
        matrix.ApplyMiddle(mw);
        var slope = -Vectors.Dot<T>(_direction, _direction);
        var curvature = -matrix.Theta * slope - Vectors.Dot<double>(p, mw);
        var least = 1e-16 * Math.Abs(curvature);
        var reached = 0.0;
        for (var k = 0; k < count && slope < 0; k++)
        {
            var width = _breaks[k] - reached;
            if (-slope / Math.Max(curvature, least) < width) break;
            var i = _order[k];
            var g = double.CreateTruncating(gradient[i]);
            reached = _breaks[k];
            free[i] = 0;
            _direction[i] = T.Zero;
            z[i] = T.CreateTruncating(g > 0 ? Bounds.Lower(problem, i) : Bounds.Upper(problem, i));
            var moved = double.CreateTruncating(z[i]) - double.CreateTruncating(x[i]);
            Vectors.AddScaled<double>(width, p, c);
            matrix.Row(i, w);
            w.CopyTo(mw);
            matrix.ApplyMiddle(mw);
            slope += width * curvature + g * g + matrix.Theta * g * moved - g * Vectors.Dot<double>(mw, c);
            curvature -= matrix.Theta * g * g + 2 * g * Vectors.Dot<double>(mw, p) + g * g * Vectors.Dot<double>(mw, w);
            Vectors.AddScaled<double>(g, w, p);
        }
        var rest = Math.Max(0, -slope / Math.Max(curvature, least));
        if (!double.IsFinite(rest)) rest = 0;
        Vectors.AddScaled<double>(rest, p, c);
        for (var i = 0; i < x.Length; i++)
            if (free[i] != 0) z[i] += T.CreateTruncating(reached + rest) * _direction[i];
    }

    // Orders the points where the path bends, and stops the variables already held by a bound.
    private int Start(Problem<T> problem, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, Span<T> z, Span<int> free)
    {
        var count = 0;
        x.CopyTo(z);
        for (var i = 0; i < x.Length; i++)
        {
            var (at, slope) = (double.CreateTruncating(x[i]), double.CreateTruncating(gradient[i]));
            var bound = slope < 0 ? Bounds.Upper(problem, i) : Bounds.Lower(problem, i);
            var reach = slope == 0 ? double.PositiveInfinity : (at - bound) / slope;
            free[i] = reach > 0 ? 1 : 0;
            _direction[i] = reach > 0 ? -gradient[i] : T.Zero;
            if (reach > 0 && double.IsFinite(reach)) (_breaks[count], _order[count++]) = (reach, i);
        }
        _breaks[..count].Sort(_order[..count]);
        return count;
    }
}
