using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// One minimisation under way: the problem seen as a minimisation at the caller's x, what was spent, and whether to stop.
/// Values that are not finite come back as +∞, so that a search steps back from them.
/// </summary>
internal ref partial struct MinimizerRun<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Rounding errors of f, in units of T's precision, that a search must expect.</summary>
    private const double NoiseUnits = 16;

    private readonly IObjective<T> _objective;
    private readonly IDifferentiable<T>? _smooth;
    private readonly IMinimizerObserver<T>? _observer;
    private readonly ISampledFunction<T>? _sampled;
    private readonly bool _maximize;
    private readonly Span<T> _perturbed;
    private int _hessians;

    private MinimizerRun(Problem<T> problem, Span<T> x, Workspace<T> workspace, StopRules stop, IMinimizerObserver<T>? observer)
    {
        Problem = problem;
        X = x;
        Workspace = workspace;
        Stop = stop;
        _objective = problem.Objective;
        _smooth = problem.Objective as IDifferentiable<T>;
        _sampled = problem.Objective is ISampledFunction<T> { IsSampled: true } sampled ? sampled : null;
        _observer = observer;
        _maximize = problem.Sense == Sense.Maximize;
        _perturbed = workspace.Elements(x.Length);
    }

    public readonly Problem<T> Problem { get; }

    public readonly Span<T> X { get; }

    public readonly Workspace<T> Workspace { get; }

    public readonly StopRules Stop { get; }

    public int Values { get; private set; }

    public int Gradients { get; private set; }

    public int NonFinite { get; private set; }

    public int Constraints { get; private set; }

    /// <summary>Whether f takes another sample now and then.</summary>
    public readonly bool IsSampled => _sampled is not null;

    /// <summary>Whether f changes now that an iteration is done.</summary>
    public readonly bool IsDue() => _sampled is not null && _sampled.IsDue();

    /// <summary>f becomes another function.</summary>
    public readonly void NextSample() => _sampled!.Next(X);

    /// <summary>Whether the problem gives ∇f.</summary>
    public readonly bool HasGradient => _smooth is not null;

    public int Iterations { get; private set; }

    public StopReason Reason { get; set; }

    /// <summary>The unit roundoff of T, as a double.</summary>
    public static double Epsilon => typeof(T) == typeof(float) ? 1.1920929e-7 : 2.220446049250313e-16;

    /// <summary>What the value may be wrong by through rounding alone.</summary>
    public static double Noise(double value) => NoiseUnits * Epsilon * Math.Abs(value);

    /// <summary>Checks the arguments and moves a start that is outside the bounds onto them.</summary>
    public static MinimizerRun<T> Begin(IMinimizer minimizer, Problem<T> problem, Span<T> x, Workspace<T> workspace,
        StopRules stop, IMinimizerObserver<T>? observer)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(stop);
        stop.Validate();
        Throw.IfNotLength(x.Length, problem.Dimension, nameof(x));
        var handles = minimizer.Handles;
        if (problem.HasBounds && (handles & Handles.Bounds) == 0) Refuse(minimizer, "bounds");
        if ((problem.Inequalities ?? problem.Equalities) is not null && (handles & Handles.Constraints) == 0)
            Refuse(minimizer, "constraints");
        if ((handles & Handles.ResidualsOnly) != 0 && (problem.Residuals is null || problem.Sense == Sense.Maximize))
            Throw.Argument(nameof(problem), $"{minimizer.Name} minimises sums of squares: build the problem from its residuals.");
        workspace.Begin(problem);
        var run = new MinimizerRun<T>(problem, x, workspace, stop, observer);
        Bounds.Project(problem, x);
        return run;
    }

    /// <summary>f at X; +∞ where it is not finite.</summary>
    public double Value()
    {
        Values++;
        return Checked(_objective.Value(X));
    }

    /// <summary>f and ∇f at X; +∞ where either is not finite.</summary>
    public double ValueAndGradient(Span<T> gradient)
    {
        if (_smooth is null)
        {
            var center = Value();
            if (double.IsFinite(center)) DifferenceGradient(gradient);
            return center;
        }
        Values++;
        Gradients++;
        var value = Checked(_smooth.ValueAndGradient(X, gradient));
        if (!double.IsFinite(value)) return value;
        if (_maximize) Vectors.Negate(gradient, gradient);
        return Vectors.AllFinite<T>(gradient) ? value : Checked(double.NaN);
    }

    /// <summary>Counts an evaluation made elsewhere: of residuals or constraints.</summary>
    public double Count(double value, int values, int gradients)
    {
        Values += values;
        Gradients += gradients;
        return CheckedSigned(value);
    }

    /// <summary>Counts evaluations of the constraints.</summary>
    public void CountConstraints(int evaluations) => Constraints += evaluations;

    /// <summary>Whether the caller cancelled or the budget of evaluations is spent; then sets the reason.</summary>
    public bool Interrupted()
    {
        if (Stop.Cancellation.IsCancellationRequested) Reason = StopReason.Cancelled;
        else if (Values >= Stop.MaxEvaluations) Reason = StopReason.EvaluationBudget;
        return Reason != StopReason.None;
    }

    /// <summary>Looks at the start: false where there is nothing to do or nothing can be done.</summary>
    public bool Start(double value, double gradientNorm)
    {
        Observe(value, gradientNorm);
        if (!double.IsFinite(value)) Reason = StopReason.NonFinite;
        return Proceeds(gradientNorm);
    }

    /// <summary>Closes an iteration and applies the stopping tests: false where it is time to stop.</summary>
    /// <param name="value">f now.</param>
    /// <param name="gradientNorm">Now.</param>
    /// <param name="decrease">What the iteration took off f.</param>
    /// <param name="step">How far x moved.</param>
    public bool Continue(double value, double gradientNorm, double decrease, double step)
    {
        Iterations++;
        Observe(value, gradientNorm);
        if (!Proceeds(gradientNorm)) return false;
        if (Stop.DecreaseTolerance > 0 && decrease <= Stop.DecreaseTolerance * Math.Max(Math.Abs(value), 1))
            Reason = StopReason.SmallDecrease;
        else if (Stop.StepTolerance > 0 && step <= Stop.StepTolerance * Vectors.Norm<T>(X)) Reason = StopReason.SmallStep;
        return Reason == StopReason.None;
    }

    public readonly MinimizerReport Report(double value, double gradientNorm) => new()
    {
        Value = _maximize ? -value : value,
        GradientNorm = gradientNorm,
        KktResidual = gradientNorm,
        Iterations = Iterations,
        ValueEvaluations = Values,
        GradientEvaluations = Gradients,
        HessianEvaluations = _hessians,
        ConstraintEvaluations = Constraints,
        NonFiniteEvaluations = NonFinite,
        Reason = Reason,
    };

    private bool Proceeds(double gradientNorm)
    {
        if (Reason != StopReason.None) return false;
        if (gradientNorm <= Stop.GradientTolerance) Reason = StopReason.SmallGradient;
        else if (Iterations >= Stop.MaxIterations) Reason = StopReason.IterationBudget;
        else return !Interrupted();
        return false;
    }

    private readonly void Observe(double value, double gradientNorm) => _observer?.Observe(
        new MinimizerProgress(Iterations, _maximize ? -value : value, gradientNorm, Values, Gradients), X);

    private double Checked(double value) => CheckedSigned(_maximize ? -value : value);

    private double CheckedSigned(double value)
    {
        if (double.IsFinite(value)) return value;
        NonFinite++;
        return double.PositiveInfinity;
    }

    private static void Refuse(IMinimizer minimizer, string what) =>
        Throw.Argument("problem", $"{minimizer.Name} does not handle {what}; interior-point does.");
}
