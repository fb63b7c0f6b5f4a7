using System.Runtime.CompilerServices;
using Spans.Kernels;

namespace Spans.Losses;

/// <summary>
/// E = 1/(rows · units) Σ (y − t)², the mean over all elements as PyTorch's <c>MSELoss</c>; dE/dy = 2 (y − t) / (rows · units).
/// </summary>
public sealed record MeanSquaredError : ILoss
{
    /// <inheritdoc/>
    public string Name => "mean-squared-error";

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
            value = error * error;
            slope = error + error;
        }
    }
}
