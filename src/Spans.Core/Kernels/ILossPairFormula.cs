using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// A loss that reads two outputs for each target, and its two derivatives, written once over lanes. Implement it as a
/// <c>readonly struct</c>: <see cref="LossPairs"/> is compiled for it.
/// </summary>
internal interface ILossPairFormula
{
    /// <summary>l(x, s, t), dl/dx and dl/ds.</summary>
    void Evaluate<V>(V x, V s, V t, out V value, out V slope, out V slopeOfS) where V : struct, ILanes<V>;
}
