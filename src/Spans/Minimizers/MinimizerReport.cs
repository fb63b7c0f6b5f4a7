namespace Spans.Minimizers;

/// <summary>How a minimisation went. x is in the caller's span, the multipliers are in the workspace.</summary>
public readonly record struct MinimizerReport
{
    /// <summary>f(x), in the problem's own sense.</summary>
    public double Value { get; init; }

    /// <summary>max abs(∂f/∂xᵢ), of the objective alone; with bounds, of the gradient projected on them.</summary>
    public double GradientNorm { get; init; }

    /// <summary>
    /// The largest absolute violation of the first-order conditions: the gradient of the Lagrangian, the constraints, and each
    /// multiplier times its constraint. Equals <see cref="GradientNorm"/> without constraints.
    /// </summary>
    public double KktResidual { get; init; }

    /// <summary>The largest violation of a constraint or bound; 0 where all hold.</summary>
    public double Violation { get; init; }

    /// <summary>Completed iterations.</summary>
    public int Iterations { get; init; }

    /// <summary>Evaluations of f (or of all residuals), those for differences included.</summary>
    public int ValueEvaluations { get; init; }

    /// <summary>Evaluations of ∇f (or of the Jacobian of the residuals) by the problem's own code.</summary>
    public int GradientEvaluations { get; init; }

    /// <summary>Evaluations of ∇²f, or of its product with a vector, by the problem's own code.</summary>
    public int HessianEvaluations { get; init; }

    /// <summary>Evaluations of the constraints, all at once, those for differences included.</summary>
    public int ConstraintEvaluations { get; init; }

    /// <summary>Evaluations whose result was not finite.</summary>
    public int NonFiniteEvaluations { get; init; }

    /// <summary>Why it ended.</summary>
    public StopReason Reason { get; init; }

    /// <summary>Whether it ended by a test of convergence.</summary>
    public bool Converged => Reason is StopReason.SmallGradient or StopReason.SmallDecrease or StopReason.SmallStep
        or StopReason.PrecisionReached;
}
