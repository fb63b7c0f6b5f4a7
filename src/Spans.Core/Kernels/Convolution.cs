using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Two-dimensional convolution (cross-correlation, as every framework calls it) with stride, padding, dilation and groups, over padded
/// planes of one sample at a time: no im2col buffer. Results do not depend on the team.
/// </summary>
public static unsafe partial class Convolution
{
    private const long WorthwhilePart = 1 << 17;

    /// <summary>Floats of scratch that every call of <see cref="Forward{TActivation}"/> needs, whatever the team.</summary>
    public static int ForwardScratch(in ConvolutionShape shape) =>
        WinogradShape.Takes(shape) ? TileConvolveScratch(WinogradShape.Of(shape)) : Padded(shape.Taps);

    /// <summary>Floats of scratch that each member of the team needs besides.</summary>
    public static int ForwardScratchPerPart(in ConvolutionShape shape) => WinogradShape.Takes(shape)
        ? WinogradDriver.ConvolveScratch(WinogradShape.Of(shape))
        : Padded(ConvolutionPlanes.OfInput(shape).Length);

    /// <summary>y = f(w ∗ x + bias).</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weights">[filters, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="preactivation">[batch, filters, output height, output width]: w ∗ x + bias, or empty: then it is not kept.</param>
    /// <param name="y">[batch, filters, output height, output width]. Must not overlap any other argument.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="f">The activation.</param>
    /// <param name="scratch"><see cref="ForwardScratch"/> + members · <see cref="ForwardScratchPerPart"/> floats or more; content undefined.</param>
    /// <param name="team">Shares the samples where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, a result overlaps, or the geometry is impossible.</exception>
    public static void Forward<TActivation>(
        in ConvolutionShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias,
        Span<float> preactivation, Span<float> y, int batch, TActivation f, Span<float> scratch, Team team)
        where TActivation : struct, IActivation
    {
        Check(shape, x, nameof(x), weights, nameof(weights), y, nameof(y), batch, team);
        if (!bias.IsEmpty) Throw.IfNotLength(bias.Length, shape.Filters);
        if (!preactivation.IsEmpty)
        {
            Throw.IfNotLength(preactivation.Length, y.Length);
            Throw.IfOverlapsAny(preactivation, nameof(preactivation), x, weights, bias, y, scratch);
        }
        Throw.IfTooShort(scratch.Length, ForwardScratch(shape) + (long)team.Members * ForwardScratchPerPart(shape));
        Throw.IfOverlapsAny(y, nameof(y), x, weights, bias, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, weights, bias);
        if (batch == 0) return;
        var planes = ConvolutionPlanes.OfInput(shape);
        fixed (float* px = x, pw = weights, pb = bias, pz = preactivation, py = y, ps = scratch)
        {
            var z = pz == null ? py : pz;
            if (WinogradShape.Takes(shape))
            {
                ConvolveTiles(
                    WinogradShape.Of(shape), px, pw, 9, 9 * shape.Channels, turned: false, pb, z, batch, ps,
                    new ActivationEpilogue<TActivation>(f, (nint)(py - z)), shape.Work, team);
                return;
            }
            FillOffsets(shape, planes, shape.GroupChannels, shape.DilationY, shape.DilationX, (int*)ps);
            var driver = new ConvolutionDriver
            {
                Weights = pw,
                Offsets = (int*)ps,
                Bias = pb,
                Output = z,
                Taps = shape.Taps,
                Groups = shape.Groups,
                Rows = shape.GroupFilters,
                GroupPlanes = shape.GroupChannels * planes.PlaneLength,
                PlaneStep = shape.StrideY * planes.RowLength,
                Height = shape.OutputHeight,
                Width = shape.OutputWidth,
            };
            Run(new Samples<ActivationEpilogue<TActivation>>(
                driver, planes, px, shape.InputLength, shape.OutputLength, ps + ForwardScratch(shape), ForwardScratchPerPart(shape), batch,
                new ActivationEpilogue<TActivation>(f, (nint)(py - z))), shape.Work * batch, batch, team);
        }
    }

    /// <summary>Floats of scratch that every call of <see cref="InputGradient"/> needs, whatever the team.</summary>
    public static int InputGradientScratch(in ConvolutionShape shape) => WinogradShape.Takes(shape)
        ? TileConvolveScratch(WinogradShape.OfGradient(shape))
        : Padded(shape.WeightLength) + Padded(shape.GroupFilters * shape.KernelHeight * shape.KernelWidth);

    /// <summary>Floats of scratch that each member of the team needs besides.</summary>
    public static int InputGradientScratchPerPart(in ConvolutionShape shape) => WinogradShape.Takes(shape)
        ? WinogradDriver.ConvolveScratch(WinogradShape.OfGradient(shape))
        : Padded(ConvolutionPlanes.OfGradient(shape).Length);

    /// <summary>dx = the convolution of dy, spread apart by the strides, with the kernel turned round.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="dy">[batch, filters, output height, output width].</param>
    /// <param name="weights">[filters, channels / groups, kernel height, kernel width].</param>
    /// <param name="dx">[batch, channels, height, width]. Must not overlap any other argument.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="scratch"><see cref="InputGradientScratch"/> + members · <see cref="InputGradientScratchPerPart"/> floats or more.</param>
    /// <param name="team">Shares the samples where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, a result overlaps, or the geometry is impossible.</exception>
    public static void InputGradient(
        in ConvolutionShape shape, ReadOnlySpan<float> dy, ReadOnlySpan<float> weights, Span<float> dx, int batch, Span<float> scratch, Team team)
    {
        Check(shape, dx, nameof(dx), weights, nameof(weights), dy, nameof(dy), batch, team);
        Throw.IfTooShort(scratch.Length, InputGradientScratch(shape) + (long)team.Members * InputGradientScratchPerPart(shape));
        Throw.IfOverlapsAny(dx, nameof(dx), dy, weights, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), dy, weights);
        if (batch == 0) return;
        var planes = ConvolutionPlanes.OfGradient(shape);
        fixed (float* pdy = dy, pw = weights, pdx = dx, ps = scratch)
        {
            if (WinogradShape.Takes(shape))
            {
                ConvolveTiles(
                    WinogradShape.OfGradient(shape), pdy, pw, 9 * shape.Channels, 9, turned: true, null, pdx, batch, ps, default(NoEpilogue),
                    shape.Work, team);
                return;
            }
            var turned = ps;
            var offsets = (int*)(ps + Padded(shape.WeightLength));
            Turn(shape, pw, turned);
            FillOffsets(shape, planes, shape.GroupFilters, shape.DilationY, shape.DilationX, offsets);
            var driver = new ConvolutionDriver
            {
                Weights = turned,
                Offsets = offsets,
                Bias = null,
                Output = pdx,
                Taps = shape.GroupFilters * shape.KernelHeight * shape.KernelWidth,
                Groups = shape.Groups,
                Rows = shape.GroupChannels,
                GroupPlanes = shape.GroupFilters * planes.PlaneLength,
                PlaneStep = planes.RowLength,
                Height = shape.Height,
                Width = shape.Width,
            };
            Run(new Samples<NoEpilogue>(
                driver, planes, pdy, shape.OutputLength, shape.InputLength, ps + InputGradientScratch(shape), InputGradientScratchPerPart(shape),
                batch, default), shape.Work * batch, batch, team);
        }
    }

    private static void Run<E>(Samples<E> samples, long work, int batch, Team team) where E : struct, IEpilogue
    {
        var parts = (int)Math.Clamp(work / WorthwhilePart, 1, Math.Min(team.Members, batch));
        team.Run(samples, parts);
    }

    private static void FillOffsets(in ConvolutionShape shape, in ConvolutionPlanes planes, int channels, int dilationY, int dilationX, int* offsets)
    {
        for (var channel = 0; channel < channels; channel++)
            for (var row = 0; row < shape.KernelHeight; row++)
                for (var column = 0; column < shape.KernelWidth; column++)
                    *offsets++ = planes.Offset(channel, row * dilationY, column * dilationX);
    }

    // turned[channel, filter, row, column] = weights[filter, channel, last row − row, last column − column], group by group.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Turn(in ConvolutionShape shape, float* weights, float* turned)
    {
        int kernel = shape.KernelHeight * shape.KernelWidth, filters = shape.GroupFilters, channels = shape.GroupChannels;
        for (var group = 0; group < shape.Groups; group++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var filter = 0; filter < filters; filter++)
                {
                    var from = weights + ((nint)filter * channels + channel) * kernel + kernel;
                    for (var i = 0; i < kernel; i++) *turned++ = *--from;
                }
            }
            weights += (nint)filters * channels * kernel;
        }
    }

    private static void Check(
        in ConvolutionShape shape, ReadOnlySpan<float> x, string xName, ReadOnlySpan<float> weights, string weightsName, ReadOnlySpan<float> y,
        string yName, int batch, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        shape.Check();
        Throw.IfNegative(batch);
        Throw.IfNotLength(x.Length, (long)batch * shape.InputLength, xName);
        Throw.IfNotLength(weights.Length, shape.WeightLength, weightsName);
        Throw.IfNotLength(y.Length, (long)batch * shape.OutputLength, yName);
    }

    private static int Padded(int length) => (length + 15) / 16 * 16;

    private readonly struct Samples<E>(
        in ConvolutionDriver driver, in ConvolutionPlanes planes, float* source, int sourceLength, int outputLength, float* scratch,
        int scratchPerPart, int batch, E epilogue) : ITeamJob
        where E : struct, IEpilogue
    {
        private readonly ConvolutionDriver _driver = driver;
        private readonly ConvolutionPlanes _planes = planes;
        private readonly float* _source = source;
        private readonly float* _scratch = scratch;
        private readonly E _epilogue = epilogue;

        public void Execute(int part, int parts)
        {
            if (Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var (start, end) = Stripe.Of(batch, part, parts);
            var driver = _driver;
            var planes = _scratch + (nint)part * scratchPerPart;
            // Registers may run on past the end of a sample: into the next one, but not past the last.
            var direct = _planes.AreSource ? batch - 1 : 0;
            if (end > direct) _planes.Clear(planes);
            for (var sample = start; sample < end; sample++)
            {
                driver.Planes = sample < direct ? _source + (nint)sample * sourceLength : planes;
                if (sample >= direct) _planes.Fill<V>(_source + (nint)sample * sourceLength, planes);
                driver.Output = _driver.Output + (nint)sample * outputLength;
                driver.Run<V, E>(_epilogue);
            }
        }
    }
}
