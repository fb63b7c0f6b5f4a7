using System.Numerics;

namespace Spans.Minimizers;

/// <summary>The easy door: minimise from a start that stays as it is, into a result of its own.</summary>
public static class MinimizerExtensions
{
    /// <summary>Minimises from a copy of <paramref name="start"/>. Allocates its workspace and its result.</summary>
    /// <exception cref="ArgumentException">As <see cref="IMinimizer.Minimize{T}"/>.</exception>
    public static Solution<T> Minimize<T>(this IMinimizer minimizer, Problem<T> problem, ReadOnlySpan<T> start,
        StopRules? stop = null, IMinimizerObserver<T>? observer = null) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(minimizer);
        var x = start.ToArray();
        var workspace = new Workspace<T>();
        var report = minimizer.Minimize(problem, x.AsSpan(), workspace, stop ?? StopRules.Default, observer);
        return new Solution<T>
        {
            X = x,
            Report = report,
            InequalityMultipliers = workspace.InequalityMultipliers.ToArray(),
            EqualityMultipliers = workspace.EqualityMultipliers.ToArray(),
            LowerMultipliers = workspace.LowerMultipliers.ToArray(),
            UpperMultipliers = workspace.UpperMultipliers.ToArray(),
        };
    }
}

/// <summary>A minimum and how it was found.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record Solution<T>
{
    /// <summary>x.</summary>
    public required T[] X { get; init; }

    /// <summary>f(x), gradient norm, KKT residual, counts, stop reason.</summary>
    public required MinimizerReport Report { get; init; }

    /// <summary>λ ≥ 0 of each gᵢ(x) ≤ 0.</summary>
    public double[] InequalityMultipliers { get; init; } = [];

    /// <summary>ν of each hⱼ(x) = 0.</summary>
    public double[] EqualityMultipliers { get; init; } = [];

    /// <summary>z ≥ 0 of each lower bound; empty without bounds.</summary>
    public double[] LowerMultipliers { get; init; } = [];

    /// <summary>w ≥ 0 of each upper bound; empty without bounds.</summary>
    public double[] UpperMultipliers { get; init; } = [];
}
