using System.Runtime.CompilerServices;
using Spans.Kernels;
using Spans.Threading;

namespace Spans.Optimizers;

/// <summary>One update. The parameters that decay come first.</summary>
public readonly ref struct OptimizerStep
{
    /// <summary>A step that neither scales nor clips gradients, on the calling thread.</summary>
    public OptimizerStep() { }

    /// <summary>The flat parameters.</summary>
    public required Span<float> Parameters { get; init; }

    /// <summary>The flat gradients, as long as the parameters.</summary>
    public required ReadOnlySpan<float> Gradients { get; init; }

    /// <summary>State k of parameter i is at [k · parameters + i]. All zeros before the first step.</summary>
    public required Span<float> State { get; init; }

    /// <summary>The optimizer's scalars. All zeros before the first step.</summary>
    public Span<double> Scalars { get; init; }

    /// <summary>How many of the first parameters weight decay applies to; the others are biases and norms.</summary>
    public required int Decayed { get; init; }

    /// <summary>The step's number, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The learning rate of this step, after the schedule.</summary>
    public required float LearningRate { get; init; }

    /// <summary>What every gradient is multiplied by first: below 1 where the global norm is clipped.</summary>
    public float GradientScale { get; init; } = 1;

    /// <summary>Gradients are clamped to ± this after scaling; infinity for none.</summary>
    public float GradientLimit { get; init; } = float.PositiveInfinity;

    /// <summary>The threads that share the sweep.</summary>
    public Team Team { get; init; } = Team.Single;

    /// <summary>Sweeps <paramref name="rule"/> over all parameters: what an optimizer's step comes down to.</summary>
    /// <param name="rule">The formula with this step's constants.</param>
    /// <param name="l1">Added to the gradient, times the parameter's sign.</param>
    /// <param name="l2">Added to the gradient, times the parameter.</param>
    /// <param name="shrink">The share of the parameter taken away before the rule.</param>
    /// <exception cref="ArgumentException">Lengths do not fit; nothing has changed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply<TRule>(TRule rule, float l1 = 0, float l2 = 0, float shrink = 0) where TRule : unmanaged, IUpdateRule
    {
        if (Number < 1) Throw.OutOfRange(nameof(Number), Number, "one or more");
        var terms = new UpdateTerms
        {
            GradientScale = GradientScale,
            GradientLimit = GradientLimit,
            Decayed = Decayed,
            L1 = l1,
            L2 = l2,
            Shrink = shrink,
        };
        Update.Apply(rule, terms, Parameters, Gradients, State, Team);
    }
}
