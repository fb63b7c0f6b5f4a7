using System.Runtime.CompilerServices;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Losses;

/// <summary>
/// −[t log y + (1 − t) log(1 − y)] of probabilities y, the mean over all elements as PyTorch's <c>BCELoss</c>: logarithms are
/// clamped at −100 and dE/dy = (y − t) / max(y (1 − y), 1e-12) / (rows · units), so both are finite at 0 and 1. A prediction
/// outside [0, 1] gives NaN where PyTorch throws. Behind a sigmoid, <see cref="BinaryCrossEntropyWithLogits"/> is faster and more
/// accurate.
/// </summary>
public sealed record BinaryCrossEntropy : ILoss
{
    /// <inheritdoc/>
    public string Name => "binary-cross-entropy";

    /// <inheritdoc/>
    public Link Link => Link.Identity;

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass) => pass.Elementwise(new Formula(), (double)pass.Scale / pass.Units);

    private readonly struct Formula : ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, ILanes<V>
        {
            var rest = 1 - x;
            var floor = V.Broadcast(-100);
            value = -(t * V.Max(LaneMath.Log(x), floor) + (1 - t) * V.Max(LaneMath.Log(rest), floor));
            slope = (x - t) / V.Max(x * rest, V.Broadcast(1e-12f));
        }
    }
}
