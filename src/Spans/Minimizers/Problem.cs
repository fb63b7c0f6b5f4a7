using System.Numerics;

namespace Spans.Minimizers;

/// <summary>Which way is better.</summary>
public enum Sense
{
    /// <summary>A cost: the smaller the better.</summary>
    Minimize,

    /// <summary>A utility: the larger the better. Handled as the minimisation of −f.</summary>
    Maximize,
}

/// <summary>
/// A problem in standard form: minimise (or maximise) f(x) subject to gᵢ(x) ≤ 0, hⱼ(x) = 0 and l ≤ x ≤ u. The Lagrangian is
/// f(x) + Σ λᵢ gᵢ(x) + Σ νⱼ hⱼ(x) − Σ zₖ (xₖ − lₖ) + Σ wₖ (xₖ − uₖ) with λ, z, w ≥ 0, and f replaced by −f where it is maximised.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Problem<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Minimise (or maximise) a function.</summary>
    public Problem(IObjective<T> objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Throw.IfNotPositive(objective.Dimension);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            Throw.Argument(nameof(objective), $"A problem is of float or double, not {typeof(T).Name}.");
        Objective = objective;
    }

    /// <summary>Least squares: minimise ½ Σ rᵢ(x)².</summary>
    public Problem(IVectorFunction<T> residuals) : this(SumOfSquares<T>.Of(residuals)) => Residuals = residuals;

    /// <summary>f.</summary>
    public IObjective<T> Objective { get; }

    /// <summary>r, where the objective is ½ Σ rᵢ(x)².</summary>
    public IVectorFunction<T>? Residuals { get; }

    /// <summary>Minimise unless said otherwise.</summary>
    public Sense Sense { get; init; } = Sense.Minimize;

    /// <summary>g: every value must be at most 0.</summary>
    public IVectorFunction<T>? Inequalities { get; init => field = SameDimension(value); }

    /// <summary>h: every value must be 0.</summary>
    public IVectorFunction<T>? Equalities { get; init => field = SameDimension(value); }

    /// <summary>l: [n], −∞ where there is none; empty for none at all.</summary>
    public ReadOnlyMemory<T> Lower { get; init => field = Checked(value, value, Upper, nameof(Lower)); }

    /// <summary>u: [n], +∞ where there is none; empty for none at all.</summary>
    public ReadOnlyMemory<T> Upper { get; init => field = Checked(value, Lower, value, nameof(Upper)); }

    /// <summary>The number of variables n.</summary>
    public int Dimension => Objective.Dimension;

    /// <summary>Whether any variable may be bounded.</summary>
    public bool HasBounds => !Lower.IsEmpty || !Upper.IsEmpty;

    /// <summary>The number of values of g.</summary>
    public int InequalityCount => Inequalities?.Count ?? 0;

    /// <summary>The number of values of h.</summary>
    public int EqualityCount => Equalities?.Count ?? 0;

    private IVectorFunction<T>? SameDimension(IVectorFunction<T>? constraints)
    {
        if (constraints is not null && constraints.Dimension != Dimension)
            Throw.Argument(nameof(constraints),
                $"The constraints take {constraints.Dimension} variables but the objective takes {Dimension}.");
        return constraints;
    }

    private ReadOnlyMemory<T> Checked(ReadOnlyMemory<T> bounds, ReadOnlyMemory<T> lower, ReadOnlyMemory<T> upper, string name)
    {
        if (bounds.IsEmpty) return bounds;
        Throw.IfNotLength(bounds.Length, Dimension, name);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (T.IsNaN(bounds.Span[i])) Throw.Argument(name, $"{name}[{i}] is not a number.");
            if (!lower.IsEmpty && !upper.IsEmpty && lower.Span[i] > upper.Span[i])
                Throw.Argument(name, $"Variable {i} has the lower bound {lower.Span[i]} above its upper bound {upper.Span[i]}.");
        }
        return bounds;
    }
}
