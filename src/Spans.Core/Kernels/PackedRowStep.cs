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
            var layout = new PackedLayout(k, n);
            return Width.Wide ? Of<Lanes512, TActivation>(b, pBias, layout, f)
                : Of<VectorLanes, TActivation>(b, pBias, layout, f);
        }
    }

    private static PackedRowStep Of<V, TActivation>(float* b, float* bias, PackedLayout layout, TActivation f)
        where V : struct, ILanes<V> where TActivation : struct, IActivation =>
        bias == null ? Of<V, Store, TActivation>(b, bias, layout, f) : Of<V, Bias, TActivation>(b, bias, layout, f);

    private static PackedRowStep Of<V, M, TActivation>(float* b, float* bias, PackedLayout layout, TActivation f)
        where V : struct, ILanes<V> where M : struct, ITileMode where TActivation : struct, IActivation =>
        PackedRowTile.Of<V, M, TActivation>(b, bias, layout, f)
        ?? (layout.LooksAhead<V>() ? new Cut<V, Ahead<M>, TActivation>(b, bias, layout, f)
            : new Cut<V, M, TActivation>(b, bias, layout, f));

    /// <summary>
    /// Computes y, which must not overlap x; with <paramref name="backwards"/>, reads its weights from their end where they come
    /// in parts. The bits are the same.
    /// </summary>
    public abstract void Run(float* x, float* y, bool backwards);

    // Several tiles.
    private sealed class Cut<V, M, TActivation>(float* b, float* bias, PackedLayout layout, TActivation f)
        : PackedRowStep(layout.K, layout.N, (int)layout.Length)
        where V : struct, ILanes<V> where M : struct, ITileMode where TActivation : struct, IActivation
    {
        private readonly PackedLayout _layout = layout;
        private readonly float* _b = b;
        private readonly float* _bias = bias;
        private readonly ActivationEpilogue<TActivation> _epilogue = new(f, 0);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float* x, float* y, bool backwards) =>
            PackedDriver.RunRow<V, M, ActivationEpilogue<TActivation>>(x, _b, _bias, y, _layout, backwards, _epilogue);
    }
}
