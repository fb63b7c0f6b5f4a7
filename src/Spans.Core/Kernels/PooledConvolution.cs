using Spans.Activations;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// y = the largest, or the mean, of each 2x2 window of f(w ∗ x + bias), for weights that no longer change: the convolution's
/// result never leaves the registers. Every sum runs over the taps in <see cref="Convolution"/>'s order, so the numbers are those
/// of the two one after the other.
/// </summary>
internal static unsafe class PooledConvolution
{
    private const long WorthwhilePart = 1 << 17;

    /// <summary>Lays offsets, weights and bias out for <see cref="Forward"/>.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="weights">[filters, channels, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="packed"><see cref="PooledConvolutionShape.PackedLength"/> floats. Must not overlap any other
    /// argument.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or packed overlaps another.</exception>
    public static void Pack(
        in PooledConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> packed)
    {
        Throw.IfNotLength(weights.Length, shape.Convolution.WeightLength);
        if (!bias.IsEmpty) Throw.IfNotLength(bias.Length, shape.Convolution.Filters);
        Throw.IfNotLength(packed.Length, shape.PackedLength);
        Throw.IfOverlapsAny(packed, nameof(packed), weights, bias);
        fixed (float* pw = weights, pb = bias, to = packed)
        {
            shape.FillOffsets((int*)to);
            FilterLanesDriver.Pack(shape.Convolution, pw, pb, to + shape.OffsetLength);
        }
    }

    /// <summary>y = maximum or average pooling of f(w ∗ x + bias).</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="packed">What <see cref="Pack"/> wrote.</param>
    /// <param name="y">[batch, filters, output height / 2, output width / 2], rounded down. Must not overlap any other
    /// argument.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="f">The activation.</param>
    /// <param name="scratch">Members · <see cref="PooledConvolutionShape.ScratchPerPart"/> floats or more; content
    /// undefined.</param>
    /// <param name="team">Shares the samples where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or a result overlaps.</exception>
    public static void Forward<TActivation>(
        in PooledConvolutionShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> packed, Span<float> y, int batch,
        TActivation f,
        Span<float> scratch, Team team)
        where TActivation : struct, IActivation
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(batch);
        Throw.IfNotLength(x.Length, (long)batch * shape.Convolution.InputLength);
        Throw.IfNotLength(packed.Length, shape.PackedLength);
        Throw.IfNotLength(y.Length, (long)batch * shape.OutputLength);
        Throw.IfTooShort(scratch.Length, (long)team.Members * shape.ScratchPerPart);
        Throw.IfOverlapsAny(y, nameof(y), x, packed, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, packed);
        if (batch == 0) return;
        var parts = (int)Math.Clamp(shape.Convolution.Work * batch / WorthwhilePart, 1, Math.Min(team.Members, batch));
        fixed (float* px = x, pp = packed, py = y, ps = scratch)
        {
            var driver = new PooledConvolutionDriver(shape, pp);
            if (shape.Averages)
                team.Run(new Samples<MeanOf<TActivation>>(driver, px, py, ps, batch, new MeanOf<TActivation>(f)), parts);
            else team.Run(new Samples<LargestOf<TActivation>>(driver, px, py, ps, batch, new LargestOf<TActivation>(f)), parts);
        }
    }

    private readonly struct Samples<TPooling>(
        in PooledConvolutionDriver driver, float* x, float* y, float* scratch, int batch, TPooling pooling) : ITeamJob
        where TPooling : struct, IPooling
    {
        private readonly PooledConvolutionDriver _driver = driver;
        private readonly TPooling _pooling = pooling;

        public void Execute(int part, int parts)
        {
            if (Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var (start, end) = Stripe.Of(batch, part, parts);
            var planes = scratch + (nint)part * _driver.ScratchPerPart;
            _driver.Clear(planes);
            for (nint sample = start; sample < end; sample++)
                _driver.Run<V, TPooling>(
                    x + sample * _driver.InputLength, y + sample * _driver.OutputLength, planes, _pooling);
        }
    }
}
