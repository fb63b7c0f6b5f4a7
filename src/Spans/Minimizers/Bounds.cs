using System.Numerics;

namespace Spans.Minimizers;

/// <summary>l ≤ x ≤ u: projection, and the gradient that is left on the box.</summary>
internal static class Bounds
{
    /// <summary>lᵢ as a double; −∞ where there is none.</summary>
    public static double Lower<T>(Problem<T> problem, int i) where T : struct, IFloatingPointIeee754<T> =>
        problem.Lower.IsEmpty ? double.NegativeInfinity : double.CreateTruncating(problem.Lower.Span[i]);

    /// <summary>uᵢ as a double; +∞ where there is none.</summary>
    public static double Upper<T>(Problem<T> problem, int i) where T : struct, IFloatingPointIeee754<T> =>
        problem.Upper.IsEmpty ? double.PositiveInfinity : double.CreateTruncating(problem.Upper.Span[i]);

    /// <summary>Moves x onto the box.</summary>
    public static void Project<T>(Problem<T> problem, Span<T> x) where T : struct, IFloatingPointIeee754<T>
    {
        var lower = problem.Lower.Span;
        var upper = problem.Upper.Span;
        for (var i = 0; i < lower.Length; i++) if (x[i] < lower[i]) x[i] = lower[i];
        for (var i = 0; i < upper.Length; i++) if (x[i] > upper[i]) x[i] = upper[i];
    }

    /// <summary>max abs(P(x − g) − x): zero exactly where x satisfies the first-order conditions on the box.</summary>
    public static double ProjectedNorm<T>(Problem<T> problem, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!problem.HasBounds) return Vectors.MaxAbs(gradient);
        var largest = 0.0;
        for (var i = 0; i < x.Length; i++) largest = Math.Max(largest, Move(problem, x, gradient, i));
        return largest;
    }

    /// <summary>Where max abs(P(x − g) − x) is reached.</summary>
    public static int SteepestVariable<T>(Problem<T> problem, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (steepest, largest) = (0, -1.0);
        for (var i = 0; i < x.Length; i++)
        {
            var move = Move(problem, x, gradient, i);
            if (move > largest) (steepest, largest) = (i, move);
        }
        return steepest;
    }

    /// <summary>The longest step along <paramref name="direction"/> that stays in the box; +∞ where nothing stops it.</summary>
    public static double Longest<T>(Problem<T> problem, ReadOnlySpan<T> x, ReadOnlySpan<T> direction)
        where T : struct, IFloatingPointIeee754<T>
    {
        var longest = double.PositiveInfinity;
        if (!problem.HasBounds) return longest;
        for (var i = 0; i < x.Length; i++)
        {
            var (at, move) = (double.CreateTruncating(x[i]), double.CreateTruncating(direction[i]));
            if (move != 0) longest = Math.Min(longest, ((move < 0 ? Lower(problem, i) : Upper(problem, i)) - at) / move);
        }
        return longest;
    }

    // abs(P(x − g) − x) in variable i.
    private static double Move<T>(Problem<T> problem, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, int i)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (at, slope) = (double.CreateTruncating(x[i]), double.CreateTruncating(gradient[i]));
        return slope < 0 ? Math.Min(-slope, Upper(problem, i) - at) : Math.Min(slope, at - Lower(problem, i));
    }

    /// <summary>The multipliers of active bounds: what the bound holds the gradient back by.</summary>
    public static void Multipliers<T>(Problem<T> problem, ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, Workspace<T> workspace)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!problem.HasBounds) return;
        for (var i = 0; i < x.Length; i++)
        {
            var (at, slope) = (double.CreateTruncating(x[i]), double.CreateTruncating(gradient[i]));
            workspace.Lower[i] = at <= Lower(problem, i) ? Math.Max(slope, 0) : 0;
            workspace.Upper[i] = at >= Upper(problem, i) ? Math.Max(-slope, 0) : 0;
        }
    }
}
