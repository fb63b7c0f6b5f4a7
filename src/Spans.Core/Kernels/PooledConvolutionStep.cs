using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;

namespace Spans.Kernels;

/// <summary>A convolution with its pooling for one sample, its planes on the stack.</summary>
internal static unsafe class PooledConvolutionStep
{
    // 16 KiB of stack.
    private const int MostScratch = 1 << 12;

    /// <summary>
    /// A step over <paramref name="packed"/>, which is pinned and outlives it; null where its planes are too large.
    /// </summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="packed">What <see cref="PooledConvolution.Pack"/> wrote.</param>
    /// <param name="f">The activation.</param>
    public static PackedRowStep? Of<TActivation>(in PooledConvolutionShape shape, ReadOnlySpan<float> packed, TActivation f)
        where TActivation : struct, IActivation
    {
        Throw.IfNotLength(packed.Length, shape.PackedLength);
        if (shape.ScratchPerPart > MostScratch) return null;
        fixed (float* p = packed)
        {
            var driver = new PooledConvolutionDriver(shape, p);
            return shape.Averages ? Of(driver, packed.Length, new MeanOf<TActivation>(f))
                : Of(driver, packed.Length, new LargestOf<TActivation>(f));
        }
    }

    private static PackedRowStep Of<TPooling>(in PooledConvolutionDriver driver, int weights, TPooling pooling)
        where TPooling : struct, IPooling =>
        Width.Wide ? new Cut<Lanes512, TPooling>(driver, weights, pooling)
        : new Cut<VectorLanes, TPooling>(driver, weights, pooling);

    private sealed class Cut<V, TPooling>(in PooledConvolutionDriver driver, int weights, TPooling pooling) : PackedRowStep(
        driver.InputLength, driver.OutputLength, weights)
        where V : struct, ILanes<V> where TPooling : struct, IPooling
    {
        private readonly PooledConvolutionDriver _driver = driver;
        private readonly TPooling _pooling = pooling;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Run(float* x, float* y, bool backwards)
        {
            var planes = stackalloc float[_driver.ScratchPerPart + Packing.Granularity];
            planes = (float*)(((nuint)planes + 63) & ~(nuint)63);
            _driver.Clear(planes);
            _driver.Run<V, TPooling>(x, y, planes, _pooling);
        }
    }
}
