using System.Runtime.CompilerServices;
using Spans.Kernels;

namespace Spans.Losses;

/// <summary>
/// E = 1/(rows · units) Σ |y − t|, the mean over all elements as PyTorch's <c>L1Loss</c>; dE/dy = sign(y − t) / (rows · units), 0
/// at 0.
/// </summary>
public sealed record MeanAbsoluteError : ILoss
{
    /// <inheritdoc/>
    public string Name => "mean-absolute-error";

    /// <inheritdoc/>
    public Link Link => Link.Identity;

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass) => pass.Elementwise(new Formula(), (double)pass.Scale / pass.Units);

    private readonly struct Formula : ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, Lanes.ILanes<V>
        {
            var error = x - t;
            value = V.Abs(error);
            // Neither comparison holds for 0 and NaN, which stand for themselves.
            var atMostZero = V.Select(V.LessThan(error, V.Zero), V.Broadcast(-1), error);
            slope = V.Select(V.GreaterThan(error, V.Zero), V.Broadcast(1), atMostZero);
        }
    }
}
