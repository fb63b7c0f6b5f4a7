using Spans.Threading;

namespace Spans.Optimizers;

/// <summary>
/// A rule that turns gradients into parameter updates in one sweep. Implementations are immutable records; what changes between
/// steps lives in the state they are handed.
/// </summary>
public interface IOptimizer
{
    /// <summary>The name used in files and on the command line: <c>adam</c>.</summary>
    string Name { get; }

    /// <summary>The base learning rate, before a schedule.</summary>
    float LearningRate { get; }

    /// <summary>Floats of state for each parameter: 0 for plain SGD, 2 for Adam.</summary>
    int StatePerParameter { get; }

    /// <summary>Scalars kept between steps, such as NAdam's product of momenta. They start at zero.</summary>
    int Scalars => 0;

    /// <summary>Updates parameters and state from gradients.</summary>
    void Step(in OptimizerStep step);
}

/// <summary>One update. The parameters that decay come first.</summary>
public readonly ref struct OptimizerStep
{
    /// <summary>The flat parameters.</summary>
    public required Span<float> Parameters { get; init; }

    /// <summary>The flat gradients, as long as the parameters.</summary>
    public required ReadOnlySpan<float> Gradients { get; init; }

    /// <summary>State k of parameter i is at [k · parameters + i].</summary>
    public required Span<float> State { get; init; }

    /// <summary>The optimizer's scalars.</summary>
    public Span<double> Scalars { get; init; }

    /// <summary>How many of the first parameters weight decay applies to.</summary>
    public required int Decayed { get; init; }

    /// <summary>The step's number, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The learning rate of this step, after the schedule.</summary>
    public required float LearningRate { get; init; }

    /// <summary>What every gradient is multiplied by first: below 1 where the global norm is clipped.</summary>
    public required float GradientScale { get; init; }

    /// <summary>Gradients are clamped to ± this after scaling; infinity for none.</summary>
    public required float GradientLimit { get; init; }

    /// <summary>The threads that share the sweep.</summary>
    public required Team Team { get; init; }
}
