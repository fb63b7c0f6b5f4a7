namespace Spans.Minimizers;

/// <summary>Why a minimisation ended.</summary>
public enum StopReason
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>Converged: the gradient (or the KKT residual) is below its tolerance.</summary>
    SmallGradient,

    /// <summary>Converged: f hardly falls any more.</summary>
    SmallDecrease,

    /// <summary>Converged: x hardly moves any more.</summary>
    SmallStep,

    /// <summary>Converged as far as the arithmetic allows: the promised decrease is below the rounding error of f.</summary>
    PrecisionReached,

    /// <summary>The budget of iterations is spent.</summary>
    IterationBudget,

    /// <summary>The budget of evaluations is spent.</summary>
    EvaluationBudget,

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>f or its derivatives are not finite at the start, or wherever the search could go from here.</summary>
    NonFinite,

    /// <summary>No step along the direction lowers f enough, although the gradient says there should be one.</summary>
    LineSearchFailed,

    /// <summary>No feasible point was found: the violation of the constraints is at a local minimum above zero.</summary>
    Infeasible,
}
