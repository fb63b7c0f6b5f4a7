using System.Numerics;
using Spans.Minimizers.Augmented;

namespace Spans.Minimizers;

/// <summary>
/// The augmented Lagrangian method: any minimizer that needs no constraints minimises f plus multipliers and a penalty for what
/// is violated, again and again; in between the multipliers learn from the violation, and the penalty grows tenfold where that
/// did not at least halve it. Source: Nocedal and Wright 2006, algorithm 17.4; Andreani, Birgin, Martínez and Schuverdt 2007
/// (ALGENCAN).
/// </summary>
/// <remarks>
/// Needs no matrix, so it constrains networks too large for <see cref="InteriorPoint"/>, and many constraints cost no more than
/// few. Constraints hold in the limit, from either side. Iterations counted and observed are those of the inner minimizer. Where
/// the problem has no constraints, it is the inner minimizer.
/// </remarks>
public sealed record AugmentedLagrangian : IMinimizer
{
    private const double LeastPenalty = 1e-8;
    private const double LargestFirstPenalty = 1e8;
    private const double LargestPenalty = 1e16;
    private const double Growth = 10;

    // A tenth of all iterations at most before the multipliers may learn.
    private const int Shares = 10;
    private const int FewestIterations = 10;

    // So many minimisations that found no step or no better point in a row show that rounding rules.
    private const int MostIdle = 4;

    /// <inheritdoc/>
    public string Name => "augmented-lagrangian";

    /// <inheritdoc/>
    public Handles Handles => Handles.Constraints | (Inner.Handles & Handles.Bounds);

    /// <summary>What minimises in between; needs gradients or values alone.</summary>
    /// <exception cref="ArgumentException">It takes sums of squares only.</exception>
    public IMinimizer Inner
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if ((value.Handles & Handles.ResidualsOnly) != 0)
                Throw.Argument(nameof(Inner),
                    $"{value.Name} minimises sums of squares, which an augmented Lagrangian is not; lbfgs does not need one.");
            field = value;
        }
    } = new LBfgsB();

    /// <summary>
    /// A point counts as feasible where no constraint is violated by more; 0 for the tolerance of the gradient.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not a number.</exception>
    public double ViolationTolerance
    {
        get;
        init
        {
            if (!(value >= 0)) Throw.OutOfRange(nameof(ViolationTolerance), value, "zero or more");
            field = value;
        }
    }

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.InequalityCount + problem.EqualityCount == 0) return Inner.Minimize(problem, x, workspace, stop, observer);
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        var augmented = AugmentedFunction<T>.Of(problem, workspace);
        var feasible = Math.Max(stop.GradientTolerance, ViolationTolerance);
        augmented.Begin(observer, feasible);
        return Minimize(ref run, augmented, feasible);
    }

    private MinimizerReport Minimize<T>(ref MinimizerRun<T> run, AugmentedFunction<T> augmented, double feasible)
        where T : struct, IFloatingPointIeee754<T>
    {
        var stop = run.Stop;
        augmented.Penalty = 1;
        augmented.Value(run.X);
        augmented.Penalty = Math.Clamp(
            10 * Math.Max(1, Math.Abs(augmented.Cost)) / Math.Max(1, augmented.HalfSquares()), LeastPenalty, LargestFirstPenalty);
        var total = new MinimizerReport();
        var (last, lastCost) = (double.PositiveInfinity, double.NaN);
        var (tolerance, idle, leastResidual) =
            (Math.Max(stop.GradientTolerance, Math.Sqrt(stop.GradientTolerance)), 0, double.PositiveInfinity);
        while (true)
        {
            var share = Math.Max(FewestIterations, stop.MaxIterations / Shares);
            augmented.Stop.Become(tolerance, Math.Min(share, stop.MaxIterations - total.Iterations),
                Math.Max(1, stop.MaxEvaluations - augmented.Evaluations), stop.Cancellation);
            var part = Inner.Minimize(augmented.Free, run.X, run.Workspace.Inner, augmented.Stop, augmented);
            augmented.Value(run.X);
            var incomplete = augmented.Incompleteness();
            augmented.Learn();
            var violation = augmented.Violation();
            var residual = Math.Max(part.GradientNorm, Math.Max(violation, augmented.Complementarity()));
            total = Add(total, part) with { KktResidual = residual, Violation = violation };
            idle = residual < 0.9 * leastResidual ? 0 : part.Iterations == 0
                || part.Reason is StopReason.PrecisionReached or StopReason.LineSearchFailed ? idle + 1 : idle;
            leastResidual = Math.Min(leastResidual, residual);
            var reason = Ends(stop, part, total, augmented, lastCost, idle, feasible);
            if (reason != StopReason.None) return Report(run, augmented, total with { Reason = reason }, feasible);
            // With half of the iterations gone and no feasible point, feasibility comes first.
            if (incomplete > 0.5 * last || (!augmented.HasBest && total.Iterations > stop.MaxIterations / 2))
                augmented.Penalty = Math.Min(LargestPenalty, Growth * augmented.Penalty);
            (last, lastCost) = (incomplete, augmented.Cost);
            tolerance = Math.Max(stop.GradientTolerance, Math.Min(0.1 * tolerance, residual));
        }
    }

    private static StopReason Ends<T>(
        StopRules stop, in MinimizerReport part, in MinimizerReport total, AugmentedFunction<T> augmented,
        double lastCost, int idle, double feasible) where T : struct, IFloatingPointIeee754<T>
    {
        var holds = total.Violation <= Math.Max(feasible, Math.Sqrt(MinimizerRun<T>.Epsilon));
        if (part.Reason is StopReason.NonFinite or StopReason.Cancelled or StopReason.EvaluationBudget) return part.Reason;
        var missed =
            Math.Max(Math.Max(part.GradientNorm, augmented.Complementarity()), total.Violation <= feasible ? 0 : total.Violation);
        if (!(missed > stop.GradientTolerance)) return StopReason.SmallGradient;
        if (holds && stop.DecreaseTolerance > 0
            && Math.Abs(lastCost - augmented.Cost) <= stop.DecreaseTolerance * Math.Max(1, Math.Abs(augmented.Cost)))
            return StopReason.SmallDecrease;
        if (total.Iterations >= stop.MaxIterations) return StopReason.IterationBudget;
        if (augmented.Evaluations >= stop.MaxEvaluations) return StopReason.EvaluationBudget;
        if (augmented.Penalty >= LargestPenalty || idle >= MostIdle)
            return holds ? StopReason.PrecisionReached : StopReason.Infeasible;
        return StopReason.None;
    }

    private static MinimizerReport Add(in MinimizerReport total, in MinimizerReport part) => total with
    {
        GradientNorm = part.GradientNorm,
        Iterations = total.Iterations + part.Iterations,
        HessianEvaluations = total.HessianEvaluations + part.HessianEvaluations,
        NonFiniteEvaluations = total.NonFiniteEvaluations + part.NonFiniteEvaluations,
    };

    // A budget may end on the far side of a constraint: then the best point on this side is the result.
    private static MinimizerReport Report<T>(
        MinimizerRun<T> run, AugmentedFunction<T> augmented, MinimizerReport total, double feasible)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (total.Violation > feasible && augmented.HasBest)
        {
            augmented.TakeBest(run.X);
            total = total with { Violation = augmented.Violation() };
        }
        run.Workspace.Inner.LowerMultipliers.CopyTo(run.Workspace.Lower);
        run.Workspace.Inner.UpperMultipliers.CopyTo(run.Workspace.Upper);
        return total with
        {
            Value = augmented.Sign * augmented.Cost,
            ValueEvaluations = augmented.Evaluations,
            GradientEvaluations = augmented.Gradients,
            ConstraintEvaluations = augmented.Evaluations,
        };
    }
}
