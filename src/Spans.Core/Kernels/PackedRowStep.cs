using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>
/// A layer for one row, its weights packed, checked and cut when it was made: a call does nothing but multiply.
/// </summary>
internal abstract unsafe class PackedRowStep(int inputs, int units, int weights)
{
    /// <summary>Floats it reads.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Floats it writes.</summary>
    public int Units { get; } = units;

    /// <summary>Floats of its packed weights.</summary>
    public int Weights { get; } = weights;

    /// <summary>
    /// y[n] = f(x[k] · b[k, n] + bias[n]) over <paramref name="packed"/> and <paramref name="bias"/>, which are pinned and
    /// outlive it.
    /// </summary>
    /// <param name="packed">b, as <see cref="MatMul.Pack"/> left it.</param>
    /// <param name="bias">[n], or empty.</param>
    /// <param name="k">Inputs.</param>
    /// <param name="n">Units.</param>
    /// <param name="f">The activation.</param>
    public static PackedRowStep Of<TActivation>(ReadOnlySpan<float> packed, ReadOnlySpan<float> bias, int k, int n, TActivation f)
        where TActivation : struct, IActivation
    {
        Throw.IfNotLength(packed.Length, MatMul.PackedLength(k, n));
        if (!bias.IsEmpty) Throw.IfNotLength(bias.Length, n);
        fixed (float* b = packed, pBias = bias)
        {
            if (pBias == null)
                return Width.Wide ? new Cut<Lanes512, Store, TActivation>(b, null, k, n, f)
                : new Cut<VectorLanes, Store, TActivation>(b, null, k, n, f);
            return Width.Wide ? new Cut<Lanes512, Bias, TActivation>(b, pBias, k, n, f)
                : new Cut<VectorLanes, Bias, TActivation>(b, pBias, k, n, f);
        }
    }

    /// <summary>
    /// Computes y, which must not overlap x; with <paramref name="backwards"/>, reads its weights from their end where they come
    /// in parts. The bits are the same.
    /// </summary>
    public abstract void Run(float* x, float* y, bool backwards);

    private sealed class Cut<V, M, TActivation>(float* b, float* bias, int k, int n, TActivation f)
        : PackedRowStep(k, n, MatMul.PackedLength(k, n))
        where V : struct, ILanes<V> where M : struct, ITileMode where TActivation : struct, IActivation
    {
        private readonly PackedLayout _layout = new(k, n);
        private readonly float* _b = b;
        private readonly float* _bias = bias;
        private readonly ActivationEpilogue<TActivation> _epilogue = new(f, 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float* x, float* y, bool backwards) =>
            PackedDriver.RunRow<V, M, ActivationEpilogue<TActivation>>(x, _b, _bias, y, _layout, backwards, _epilogue);
    }
}
