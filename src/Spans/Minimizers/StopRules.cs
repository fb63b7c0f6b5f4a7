namespace Spans.Minimizers;

/// <summary>When a minimisation ends. A tolerance of 0 switches its test off.</summary>
public sealed record StopRules
{
    private double _gradientTolerance = 1e-8;
    private int _maxIterations = 10_000;
    private int _maxEvaluations = 1_000_000;
    private CancellationToken _cancellation;

    /// <summary>The defaults: gradient or KKT residual at most 1e-8.</summary>
    public static StopRules Default { get; } = new();

    /// <summary>Stops where max abs(∂f/∂xᵢ), projected on bounds, is at most this; with constraints, the KKT residual.</summary>
    public double GradientTolerance { get => _gradientTolerance; init => _gradientTolerance = value; }

    /// <summary>Stops where an iteration lowers f by at most this times max(abs f, 1).</summary>
    public double DecreaseTolerance { get; init; }

    /// <summary>Stops where an iteration moves x by at most this times the norm of x.</summary>
    public double StepTolerance { get; init; }

    /// <summary>The most iterations.</summary>
    public int MaxIterations { get => _maxIterations; init => _maxIterations = value; }

    /// <summary>The most evaluations of f.</summary>
    public int MaxEvaluations { get => _maxEvaluations; init => _maxEvaluations = value; }

    /// <summary>Asked before every evaluation.</summary>
    public CancellationToken Cancellation { get => _cancellation; init => _cancellation = value; }

    /// <summary>
    /// Takes on a part of another's budget: for a method that runs one minimisation after another and may not allocate.
    /// </summary>
    internal void Become(double gradientTolerance, int iterations, int evaluations, CancellationToken cancellation) =>
        (_gradientTolerance, _maxIterations, _maxEvaluations, _cancellation) =
            (gradientTolerance, iterations, evaluations, cancellation);

    internal void Validate()
    {
        IfNotTolerance(GradientTolerance, nameof(GradientTolerance));
        IfNotTolerance(DecreaseTolerance, nameof(DecreaseTolerance));
        IfNotTolerance(StepTolerance, nameof(StepTolerance));
        Throw.IfNegative(MaxIterations);
        Throw.IfNotPositive(MaxEvaluations);
    }

    private static void IfNotTolerance(double value, string name)
    {
        if (!(value >= 0)) Throw.OutOfRange(name, value, "zero or more");
    }
}
