using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// Two-dimensional convolution (cross-correlation, as every framework calls it) with stride, padding, dilation and groups, over
/// padded planes of one sample at a time: no im2col buffer. Results do not depend on the team.
/// </summary>
public static unsafe partial class Convolution
{
    private const long WorthwhilePart = 1 << 17;

    /// <summary>Floats of scratch that every call of <see cref="Forward{TActivation}"/> needs, whatever the team.</summary>
    public static int ForwardScratch(in ConvolutionShape shape)
    {
        if (WinogradShape.Takes(shape)) return TileConvolveScratch(WinogradShape.Of(shape));
        var rows = Padded(shape.Taps) + (FilterLanesDriver.Takes(shape) ? FilterLanesDriver.WeightLength(shape) : 0);
        return Math.Max(rows, ForwardTakesLanes(shape) ? LaneScratch(SampleLanesShape.Of(shape)) : 0);
    }

    /// <summary>Floats of scratch that each member of the team needs besides.</summary>
    public static int ForwardScratchPerPart(in ConvolutionShape shape)
    {
        if (WinogradShape.Takes(shape)) return WinogradDriver.ConvolveScratch(WinogradShape.Of(shape));
        var rows = Padded(ConvolutionPlanes.OfInput(shape).Length);
        return Math.Max(rows, ForwardTakesLanes(shape) ? LaneScratchPerPart(SampleLanesShape.Of(shape)) : 0);
    }

    /// <summary>y = f(w ∗ x + bias).</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weights">[filters, channels / groups, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="preactivation">[batch, filters, output height, output width]: w ∗ x + bias, or empty: then it is not
    /// kept.</param>
    /// <param name="y">[batch, filters, output height, output width]. Must not overlap any other argument.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="f">The activation.</param>
    /// <param name="scratch"><see cref="ForwardScratch"/> + members · <see cref="ForwardScratchPerPart"/> floats or more; content
    /// undefined.</param>
    /// <param name="team">Shares the samples where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, a result overlaps, or the geometry is
    /// impossible.</exception>
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
        fixed (float* px = x, pw = weights, pb = bias, pz = preactivation, py = y, ps = scratch)
        {
            if (typeof(TActivation) == typeof(Relu) && pz == null)
                Convolve(shape, px, pw, pb, py, batch, default(RectifiedEpilogue), ps, team);
            else if (pz == null) Convolve(shape, px, pw, pb, py, batch, new ActivationEpilogue<TActivation>(f, 0), ps, team);
            else Convolve(shape, px, pw, pb, pz, batch, new ActivationEpilogue<TActivation>(f, (nint)(py - pz)), ps, team);
        }
    }

    private static void Convolve<E>(
        in ConvolutionShape shape, float* x, float* weights, float* bias, float* y, int batch, E epilogue, float* scratch,
        Team team)
        where E : struct, IEpilogue
    {
        if (WinogradShape.Takes(shape))
        {
            ConvolveTiles(
                WinogradShape.Of(shape), x, weights, 9, 9 * shape.Channels, turned: false, bias, y, batch, scratch, epilogue,
                shape.Work, team);
            return;
        }
        var done = batch >= SampleLanesShape.Lanes && ForwardTakesLanes(shape) ? InLanes(batch) : 0;
        if (done > 0)
        {
            ConvolveLanes(
                SampleLanesShape.Of(shape), x, weights, shape.KernelHeight * shape.KernelWidth, shape.Taps, turned: false, bias,
                y, done, scratch,
                epilogue, shape.Work, team);
            if (done == batch) return;
        }
        var planes = ConvolutionPlanes.OfInput(shape);
        FillOffsets(shape, planes, shape.GroupChannels, (int*)scratch);
        var filterWeights = FilterLanesDriver.Takes(shape) ? scratch + Padded(shape.Taps) : null;
        if (filterWeights != null) FilterLanesDriver.Pack(shape, weights, bias, filterWeights);
        var driver = new ConvolutionDriver
        {
            Weights = weights,
            FilterWeights = filterWeights,
            Offsets = (int*)scratch,
            Bias = bias,
            Output = y + (nint)done * shape.OutputLength,
            Taps = shape.Taps,
            Groups = shape.Groups,
            Rows = shape.GroupFilters,
            GroupPlanes = shape.GroupChannels * planes.PlaneLength,
            PlaneStep = shape.StrideY * planes.RowLength,
            Height = shape.OutputHeight,
            Width = shape.OutputWidth,
        };
        Run(new Samples<E>(
            driver, planes, x + (nint)done * shape.InputLength, shape.InputLength, shape.OutputLength,
            scratch + ForwardScratch(shape),
            ForwardScratchPerPart(shape), batch - done, epilogue), shape.Work * (batch - done), batch - done, team);
    }

    /// <summary>Floats of scratch that every call of <see cref="InputGradient"/> needs, whatever the team.</summary>
    public static int InputGradientScratch(in ConvolutionShape shape)
    {
        if (WinogradShape.Takes(shape)) return TileConvolveScratch(WinogradShape.OfGradient(shape));
        var rows = Padded(shape.WeightLength) + Padded(shape.GroupFilters * shape.KernelHeight * shape.KernelWidth);
        return Math.Max(rows, GradientTakesLanes(shape) ? LaneScratch(SampleLanesShape.OfGradient(shape)) : 0);
    }

    /// <summary>Floats of scratch that each member of the team needs besides.</summary>
    public static int InputGradientScratchPerPart(in ConvolutionShape shape)
    {
        if (WinogradShape.Takes(shape)) return WinogradDriver.ConvolveScratch(WinogradShape.OfGradient(shape));
        var rows = Padded(ConvolutionPlanes.OfGradient(shape).Length);
        return Math.Max(rows, GradientTakesLanes(shape) ? LaneScratchPerPart(SampleLanesShape.OfGradient(shape)) : 0);
    }

    /// <summary>dx = the convolution of dy, spread apart by the strides, with the kernel turned round.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="dy">[batch, filters, output height, output width].</param>
    /// <param name="weights">[filters, channels / groups, kernel height, kernel width].</param>
    /// <param name="dx">[batch, channels, height, width]. Must not overlap any other argument.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="scratch"><see cref="InputGradientScratch"/> + members · <see cref="InputGradientScratchPerPart"/> floats or
    /// more.</param>
    /// <param name="team">Shares the samples where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, a result overlaps, or the geometry is
    /// impossible.</exception>
    public static void InputGradient(
        in ConvolutionShape shape,
        ReadOnlySpan<float> dy, ReadOnlySpan<float> weights, Span<float> dx, int batch, Span<float> scratch, Team team)
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
                    WinogradShape.OfGradient(shape), pdy, pw, 9 * shape.Channels, 9, turned: true, null, pdx, batch, ps,
                    default(NoEpilogue),
                    shape.Work, team);
                return;
            }
            var done = batch >= SampleLanesShape.Lanes && GradientTakesLanes(shape) ? InLanes(batch) : 0;
            if (done > 0)
            {
                ConvolveLanes(
                    SampleLanesShape.OfGradient(shape), pdy, pw, shape.Taps, shape.KernelHeight * shape.KernelWidth,
                    turned: true, null, pdx, done,
                    ps, default(NoEpilogue), shape.Work, team);
                if (done == batch) return;
            }
            var turned = ps;
            var offsets = (int*)(ps + Padded(shape.WeightLength));
            Turn(shape, pw, turned);
            FillOffsets(shape, planes, shape.GroupFilters, offsets);
            var driver = new ConvolutionDriver
            {
                Weights = turned,
                Offsets = offsets,
                Bias = null,
                Output = pdx + (nint)done * shape.InputLength,
                Taps = shape.GroupFilters * shape.KernelHeight * shape.KernelWidth,
                Groups = shape.Groups,
                Rows = shape.GroupChannels,
                GroupPlanes = shape.GroupFilters * planes.PlaneLength,
                PlaneStep = planes.RowLength,
                Height = shape.Height,
                Width = shape.Width,
            };
            Run(new Samples<NoEpilogue>(
                driver, planes, pdy + (nint)done * shape.OutputLength, shape.OutputLength, shape.InputLength,
                ps + InputGradientScratch(shape),
                InputGradientScratchPerPart(shape), batch - done, default), shape.Work * (batch - done), batch - done, team);
        }
    }

    private static void Run<E>(Samples<E> samples, long work, int batch, Team team) where E : struct, IEpilogue
    {
        var parts = (int)Math.Clamp(work / WorthwhilePart, 1, Math.Min(team.Members, batch));
        team.Run(samples, parts);
    }

    private static void FillOffsets(in ConvolutionShape shape, in ConvolutionPlanes planes, int channels, int* offsets)
    {
        var plane = 0;
        for (var channel = 0; channel < channels; channel++, plane += planes.PlaneLength)
        {
            var row = plane;
            for (var i = 0; i < shape.KernelHeight; i++, row += shape.DilationY * planes.RowLength)
                for (var j = 0; j < shape.KernelWidth; j++) *offsets++ = row + planes.Column(j * shape.DilationX);
        }
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
        in ConvolutionShape shape,
        ReadOnlySpan<float> x, string xName, ReadOnlySpan<float> weights, string weightsName, ReadOnlySpan<float> y,
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
        in ConvolutionDriver driver, in ConvolutionPlanes planes, float* source, int sourceLength, int outputLength,
        float* scratch,
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
            // Registers of pixels may run on past the end of a sample: into the next one, but not past the last.
            var direct = !_planes.AreSource ? 0 : driver.FilterWeights == null ? batch - 1 : batch;
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
