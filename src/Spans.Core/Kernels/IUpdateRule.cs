using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// How one parameter moves, written once over lanes. Implement it as a <c>readonly struct</c> of floats that holds the step's
/// constants, such as bias corrections: the sweep is compiled for it.
/// </summary>
public interface IUpdateRule
{
    /// <summary>Floats of state for each parameter: 0 to 3.</summary>
    static abstract int States { get; }

    /// <summary>
    /// Whether the rule squares gradients: then those below 2^−63 count as zero, so that no square is denormal, else those below
    /// 2^−119.
    /// </summary>
    static abstract bool SquaresGradient { get; }

    /// <summary>The step's constants.</summary>
    UpdateConstants<V> Constants<V>() where V : struct, ILanes<V>;

    /// <summary>Changes the parameter and its state; state beyond <see cref="States"/> is not kept.</summary>
    /// <param name="constants">What <see cref="Constants"/> gave.</param>
    /// <param name="parameter">After decoupled decay.</param>
    /// <param name="gradient">After scaling, clipping and coupled decay.</param>
    /// <param name="state0">The first state.</param>
    /// <param name="state1">The second state.</param>
    /// <param name="state2">The third state.</param>
    static abstract void Apply<V>(
        in UpdateConstants<V> constants, ref V parameter, V gradient, ref V state0, ref V state1, ref V state2)
        where V : struct, ILanes<V>;
}
