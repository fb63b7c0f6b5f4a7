using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// The loss of one element and its derivative, written once over lanes. Implement it as a <c>readonly struct</c>:
/// <see cref="LossElements"/> is compiled for it.
/// </summary>
internal interface ILossFormula
{
    /// <summary>l(x, t) and dl/dx.</summary>
    /// <param name="x">The prediction.</param>
    /// <param name="t">The target.</param>
    /// <param name="w">The column's weight, 1 where there are none; what it multiplies is the formula's affair.</param>
    /// <param name="value">l.</param>
    /// <param name="slope">dl/dx.</param>
    void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, ILanes<V>;
}
