using System.Runtime.CompilerServices;
using Spans.Kernels;

namespace Spans.Losses;

/// <summary>
/// E = ½ Σ (y − t)² for each row, averaged over the rows; dE/dy = (y − t) / rows. The negative logarithm of a Gaussian likelihood
/// of variance 1, up to a constant.
/// </summary>
public sealed record SumOfSquares : ILoss
{
    /// <inheritdoc/>
    public string Name => "sum-of-squares";

    /// <inheritdoc/>
    public Link Link => Link.Identity;

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass) => pass.Elementwise(new Formula(), pass.Scale);

    private readonly struct Formula : ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, Lanes.ILanes<V>
        {
            slope = x - t;
            value = 0.5f * slope * slope;
        }
    }
}
