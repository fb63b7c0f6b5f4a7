using System.Numerics;
using Spans.Minimizers.Interior;

namespace Spans.Minimizers;

/// <summary>
/// The primal-dual interior-point method, for inequalities, equalities and bounds: Newton's method on the first-order conditions,
/// with each product of a multiplier and its constraint set to μ → 0 in place of 0; steps are shortened to stay strictly inside
/// and accepted by a filter of violation and barrier value, with second-order corrections and a restoration of feasibility.
/// Source: Wächter and Biegler, "On the implementation of an interior-point filter line-search algorithm for large-scale
/// nonlinear programming", 2006; Nocedal and Wright 2006, ch. 19.
/// </summary>
/// <remarks>
/// Bounds hold at every evaluation, strictly; inequalities in the limit. Needs memory for two dense (n + m)² matrices in double,
/// and a factorization of one of them per iteration: for up to about a thousand variables and constraints.
/// </remarks>
public sealed record InteriorPoint : IMinimizer
{
    /// <inheritdoc/>
    public string Name => "interior-point";

    /// <inheritdoc/>
    public Handles Handles => Handles.Bounds | Handles.Constraints;

    /// <summary>Where second derivatives come from.</summary>
    public CurvatureSource Curvature { get; init; } = CurvatureSource.Given;

    /// <summary>
    /// The first μ: larger ones begin further from the constraints, and see past more of the minima that only hold near them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public double FirstBarrier
    {
        get;
        init
        {
            if (!(value > 0)) Throw.OutOfRange(nameof(FirstBarrier), value, "above zero");
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public MinimizerReport Minimize<T>(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop,
        IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        var run = MinimizerRun<T>.Begin(this, problem, x, workspace, stop, observer);
        return new InteriorRun<T>(run, Curvature, FirstBarrier).Minimize();
    }
}
