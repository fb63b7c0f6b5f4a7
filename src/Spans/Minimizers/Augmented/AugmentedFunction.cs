using System.Numerics;

namespace Spans.Minimizers.Augmented;

/// <summary>
/// L(x) = f(x) + Σ (max(0, λᵢ + μ gᵢ(x))² − λᵢ²) / 2μ + Σ νⱼ hⱼ(x) + ½ μ hⱼ(x)², with multipliers λ ≥ 0 and ν and a penalty μ.
/// Source: Powell 1969; Hestenes 1969; Rockafellar 1974 for the inequalities. Differences serve as derivatives unless f, g and h
/// give their own: <see cref="SmoothAugmentedFunction{T}"/>.
/// </summary>
internal class AugmentedFunction<T> : IObjective<T>, IMinimizerObserver<T> where T : struct, IFloatingPointIeee754<T>
{
    // Multipliers beyond this are of a problem without a regular solution; they would drown f.
    private const double LargestMultiplier = 1e12;

    private readonly Workspace<T> _workspace;
    private readonly T[] _values;
    private readonly T[] _best;
    private IMinimizerObserver<T>? _observer;
    private double _feasible;
    private double _least;
    private int _iterations;
    private bool _begun;

    protected AugmentedFunction(Problem<T> problem, Workspace<T> workspace)
    {
        (Problem, _workspace) = (problem, workspace);
        _values = new T[problem.EqualityCount + problem.InequalityCount];
        Weights = new double[_values.Length];
        _best = new T[problem.Dimension];
        Free = new Problem<T>(this) { Lower = problem.Lower, Upper = problem.Upper };
    }

    /// <inheritdoc/>
    public int Dimension => Problem.Dimension;

    /// <summary>L within the bounds alone.</summary>
    internal Problem<T> Free { get; }

    /// <summary>The rules of one minimisation of L.</summary>
    internal StopRules Stop { get; } = new();

    /// <summary>Whether an iterate was feasible.</summary>
    internal bool HasBest => _least < double.PositiveInfinity;

    /// <summary>f at the last point, to be minimised.</summary>
    internal double Cost { get; private set; }

    internal double Penalty { get; set; }

    internal int Evaluations { get; private set; }

    internal int Gradients { get; private protected set; }

    internal double Sign => Problem.Sense == Sense.Maximize ? -1 : 1;

    protected Problem<T> Problem { get; }

    /// <summary>∂L/∂h and ∂L/∂g at the last point, h first: what the multipliers become.</summary>
    protected double[] Weights { get; }

    protected ReadOnlySpan<T> Zero => _values.AsSpan(0, Problem.EqualityCount);

    protected ReadOnlySpan<T> AtMostZero => _values.AsSpan(Problem.EqualityCount);

    /// <summary>That of a problem, kept from the last run if it was of the same.</summary>
    internal static AugmentedFunction<T> Of(Problem<T> problem, Workspace<T> workspace)
    {
        if (workspace.Augmented is { } kept && kept.Problem == problem) return kept;
        var isSmooth = problem.Objective is IDifferentiable<T> && HasProduct(problem.Inequalities)
            && HasProduct(problem.Equalities);
        return workspace.Augmented = isSmooth ? new SmoothAugmentedFunction<T>(problem, workspace)
            : new AugmentedFunction<T>(problem, workspace);

        static bool HasProduct(IVectorFunction<T>? function) =>
            function is null or ITransposedProduct<T> or IDifferentiableVector<T>;
    }

    internal void Begin(IMinimizerObserver<T>? observer, double feasible)
    {
        (_observer, _feasible, _least) = (observer, feasible, double.PositiveInfinity);
        (_iterations, _begun, Evaluations, Gradients) = (0, false, 0, 0);
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<T> x) => Augment(Sign * Problem.Objective.Value(x), x);

    /// <inheritdoc/>
    public void Observe(in MinimizerProgress progress, ReadOnlySpan<T> x)
    {
        // Every minimisation but the first begins where the one before it ended.
        if (progress.Iteration == 0 && _begun) return;
        if (progress.Iteration > 0) _iterations++;
        _begun = true;
        // The point of an iterate is the last that was evaluated.
        if (Cost < _least && Violation() <= _feasible)
        {
            _least = Cost;
            x.CopyTo(_best);
        }
        _observer?.Observe(new MinimizerProgress(_iterations, Sign * Cost, progress.GradientNorm, Evaluations, Gradients), x);
    }

    /// <summary>Goes back to the feasible iterate of the lowest f.</summary>
    internal void TakeBest(Span<T> x)
    {
        _best.CopyTo(x);
        Value(x);
    }

    /// <summary>The multipliers become what makes the gradient of the Lagrangian that of L.</summary>
    internal void Learn()
    {
        var zero = _workspace.Equality;
        var most = _workspace.Inequality;
        for (var j = 0; j < zero.Length; j++) zero[j] = Math.Clamp(Weights[j], -LargestMultiplier, LargestMultiplier);
        for (var i = 0; i < most.Length; i++) most[i] = Math.Min(Weights[zero.Length + i], LargestMultiplier);
    }

    /// <summary>max(abs hⱼ, gᵢ, 0).</summary>
    internal double Violation()
    {
        var worst = 0.0;
        foreach (var h in Zero) worst = Math.Max(worst, Math.Abs(double.CreateTruncating(h)));
        foreach (var g in AtMostZero) worst = Math.Max(worst, double.CreateTruncating(g));
        return worst;
    }

    /// <summary>
    /// max(abs hⱼ, abs max(gᵢ, −λᵢ / μ)): zero exactly where the constraints hold and only active ones have multipliers.
    /// </summary>
    internal double Incompleteness()
    {
        var worst = 0.0;
        foreach (var h in Zero) worst = Math.Max(worst, Math.Abs(double.CreateTruncating(h)));
        var multipliers = _workspace.Inequality;
        for (var i = 0; i < multipliers.Length; i++)
            worst = Math.Max(worst, Math.Abs(Math.Max(double.CreateTruncating(AtMostZero[i]), -multipliers[i] / Penalty)));
        return worst;
    }

    /// <summary>max abs λᵢ gᵢ, with the multipliers learnt.</summary>
    internal double Complementarity()
    {
        var worst = 0.0;
        var multipliers = _workspace.Inequality;
        for (var i = 0; i < multipliers.Length; i++)
            worst = Math.Max(worst, Math.Abs(multipliers[i] * double.CreateTruncating(AtMostZero[i])));
        return worst;
    }

    /// <summary>½ Σ of squared violations.</summary>
    internal double HalfSquares()
    {
        var sum = 0.0;
        foreach (var h in Zero) sum += double.CreateTruncating(h * h);
        foreach (var g in AtMostZero) sum += g > T.Zero ? double.CreateTruncating(g * g) : 0;
        return 0.5 * sum;
    }

    protected double Augment(double cost, ReadOnlySpan<T> x)
    {
        Evaluations++;
        Cost = cost;
        var equalities = Problem.EqualityCount;
        Problem.Equalities?.Values(x, _values.AsSpan(0, equalities));
        Problem.Inequalities?.Values(x, _values.AsSpan(equalities));
        var zero = _workspace.Equality;
        var most = _workspace.Inequality;
        var sum = cost;
        for (var j = 0; j < zero.Length; j++)
        {
            var h = double.CreateTruncating(Zero[j]);
            Weights[j] = zero[j] + Penalty * h;
            sum += h * (zero[j] + 0.5 * Penalty * h);
        }
        for (var i = 0; i < most.Length; i++)
        {
            var g = double.CreateTruncating(AtMostZero[i]);
            var weight = Weights[equalities + i] = double.IsNaN(g) ? g : Math.Max(0, most[i] + Penalty * g);
            // Where the constraint has a say, without the difference of two large squares.
            sum += weight > 0 ? g * (most[i] + 0.5 * Penalty * g) : double.IsNaN(weight) ? weight
                : -0.5 * most[i] * most[i] / Penalty;
        }
        return sum;
    }
}
