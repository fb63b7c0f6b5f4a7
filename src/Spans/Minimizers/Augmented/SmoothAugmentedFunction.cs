using System.Numerics;

namespace Spans.Minimizers.Augmented;

/// <summary>∇L = ∇f + Jₕᵀ (ν + μ h) + J_gᵀ max(0, λ + μ g).</summary>
internal sealed class SmoothAugmentedFunction<T>(Problem<T> problem, Workspace<T> workspace)
    : AugmentedFunction<T>(problem, workspace), IDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
{
    private readonly IDifferentiable<T> _objective = (IDifferentiable<T>)problem.Objective;
    private readonly T[] _jacobian = new T[problem.Dimension * Math.Max(Rows(problem.Equalities), Rows(problem.Inequalities))];

    /// <inheritdoc/>
    public double ValueAndGradient(ReadOnlySpan<T> x, Span<T> gradient)
    {
        Gradients++;
        var cost = Sign * _objective.ValueAndGradient(x, gradient);
        if (Sign < 0) Vectors.Negate(gradient, gradient);
        var value = Augment(cost, x);
        if (!double.IsFinite(value)) return value;
        var equalities = Problem.EqualityCount;
        Add(Problem.Equalities, x, Weights.AsSpan(0, equalities), gradient);
        Add(Problem.Inequalities, x, Weights.AsSpan(equalities), gradient);
        return value;
    }

    private void Add(IVectorFunction<T>? function, ReadOnlySpan<T> x, ReadOnlySpan<double> weights, Span<T> gradient)
    {
        if (function is null || weights.IndexOfAnyExcept(0) < 0) return;
        if (function is ITransposedProduct<T> products)
        {
            products.AddTransposedProduct(x, weights, gradient);
            return;
        }
        var n = x.Length;
        ((IDifferentiableVector<T>)function).Jacobian(x, _jacobian.AsSpan(0, weights.Length * n));
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] != 0) Vectors.AddScaled<T>(weights[i], _jacobian.AsSpan(i * n, n), gradient);
    }

    // A function that gives products needs no room for J.
    private static int Rows(IVectorFunction<T>? function) => function is null or ITransposedProduct<T> ? 0 : function.Count;
}
