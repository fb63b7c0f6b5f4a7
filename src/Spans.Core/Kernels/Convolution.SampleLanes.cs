using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class Convolution
{
    // The weight gradient is summed in up to this many runs of groups, by the shape alone, so that the order of sums never
    // changes.
    private const int MostLaneChunks = 4;

    private static int LaneScratch(in SampleLanesShape lanes) => Padded(lanes.WeightLength);

    private static int LaneScratchPerPart(in SampleLanesShape lanes) => Padded(SampleLanesDriver.PlanesLength(lanes));

    private static int LaneWeightScratch(in SampleLanesShape lanes) =>
        Padded(lanes.Taps) + MostLaneChunks * (lanes.WeightLength + lanes.Filters) * SampleLanesShape.Lanes;

    private static int LaneWeightScratchPerPart(in SampleLanesShape lanes) =>
        Padded(SampleLanesDriver.PlanesLength(lanes)) + lanes.OutputLength * SampleLanesShape.Lanes;

    // Samples that fill whole registers; the others are left to rows of pixels, which give the same bits.
    private static int InLanes(int batch) => batch - batch % SampleLanesShape.Lanes;

    private static bool ForwardTakesLanes(in ConvolutionShape shape) =>
        SampleLanesShape.Fits(shape) && SampleLanesShape.Of(shape).Pays;

    private static bool GradientTakesLanes(in ConvolutionShape shape) =>
        SampleLanesShape.Fits(shape) && SampleLanesShape.OfGradient(shape).Pays;

    private static void ConvolveLanes<E>(
        in SampleLanesShape lanes, float* x, float* weights, int channelStep, int filterStep, bool turned, float* bias, float* y,
        int batch,
        float* scratch, E epilogue, long work, Team team)
        where E : struct, IEpilogue
    {
        if (Width.Wide) SampleLanesDriver.Pack<Lanes512>(lanes, weights, channelStep, filterStep, turned, scratch);
        else SampleLanesDriver.Pack<VectorLanes>(lanes, weights, channelStep, filterStep, turned, scratch);
        var parts = (int)Math.Clamp(work * batch / WorthwhilePart, 1, Math.Min(team.Members, batch / SampleLanesShape.Lanes));
        team.Run(new LaneJob<E>(lanes, x, bias, y, scratch, batch / SampleLanesShape.Lanes, epilogue), parts);
    }

    private static void AddLanes(
        in SampleLanesShape lanes, float* x, float* dy, float* dw, float* dbias, int batch, float* scratch, long work, Team team)
    {
        var offsets = (int*)scratch;
        for (var channel = 0; channel < lanes.Channels; channel++)
            for (var row = 0; row < lanes.KernelHeight; row++)
                for (var column = 0; column < lanes.KernelWidth; column++)
                    *offsets++ = channel * lanes.PlaneLength + row * lanes.TapRow + column * lanes.TapColumn;
        var groups = batch / SampleLanesShape.Lanes;
        var chunks = Math.Min(groups, MostLaneChunks);
        var parts = (int)Math.Clamp(work * batch / WorthwhilePart, 1, Math.Min(team.Members, chunks));
        team.Run(new LaneWeightJob(lanes, x, dy, scratch, groups, chunks, dbias != null), parts);
        team.Run(new LaneSumJob(lanes, scratch + Padded(lanes.Taps), chunks, dw, dbias), parts);
    }

    private readonly struct LaneJob<E>(
        in SampleLanesShape lanes, float* x, float* bias, float* y, float* scratch, int groups, E epilogue) : ITeamJob
        where E : struct, IEpilogue
    {
        private readonly SampleLanesShape _lanes = lanes;
        private readonly E _epilogue = epilogue;

        public void Execute(int part, int parts)
        {
            if (Lanes.Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var (start, end) = Stripe.Of(groups, part, parts);
            var planes = scratch + LaneScratch(_lanes) + (nint)part * LaneScratchPerPart(_lanes);
            new Span<float>(planes, SampleLanesDriver.PlanesLength(_lanes)).Clear();
            for (nint sample = start * V.Count; sample < end * V.Count; sample += V.Count)
            {
                SampleLanesDriver.Interleave<V>(
                    x + sample * _lanes.InputLength, _lanes.InputLength, _lanes.Channels, _lanes.Height, _lanes.Width,
                    planes + _lanes.FirstPixel,
                    _lanes.PlaneLength, _lanes.PlaneRow);
                SampleLanesDriver.Convolve<V, E>(_lanes, planes, scratch, bias, y + sample * _lanes.OutputLength, _epilogue);
            }
        }
    }

    private readonly struct LaneWeightJob(
        in SampleLanesShape lanes, float* x, float* dy, float* scratch, int groups, int chunks, bool biased) : ITeamJob
    {
        private readonly SampleLanesShape _lanes = lanes;

        public void Execute(int part, int parts)
        {
            if (Lanes.Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var planes = scratch + LaneWeightScratch(_lanes) + (nint)part * LaneWeightScratchPerPart(_lanes);
            var gradients = planes + Padded(SampleLanesDriver.PlanesLength(_lanes));
            new Span<float>(planes, SampleLanesDriver.PlanesLength(_lanes)).Clear();
            var (first, last) = Stripe.Of(chunks, part, parts);
            for (var chunk = first; chunk < last; chunk++)
            {
                var sums = scratch + Padded(_lanes.Taps) + (nint)chunk * (_lanes.WeightLength + _lanes.Filters) * V.Count;
                var (start, end) = Stripe.Of(groups, chunk, chunks);
                for (nint sample = start * V.Count; sample < end * V.Count; sample += V.Count)
                {
                    SampleLanesDriver.Interleave<V>(
                        x + sample * _lanes.InputLength, _lanes.InputLength, _lanes.Channels, _lanes.Height, _lanes.Width,
                        planes + _lanes.FirstPixel, _lanes.PlaneLength, _lanes.PlaneRow);
                    nint row = _lanes.OutputWidth * V.Count;
                    SampleLanesDriver.Interleave<V>(
                        dy + sample * _lanes.OutputLength, _lanes.OutputLength, _lanes.Filters, _lanes.OutputHeight,
                        _lanes.OutputWidth, gradients,
                        _lanes.OutputHeight * row, row);
                    if (sample == start * V.Count) Add<V, NewLaneSums>(planes, gradients, sums);
                    else Add<V, LaneSums>(planes, gradients, sums);
                }
            }
        }

        private void Add<V, W>(float* planes, float* gradients, float* sums) where V : struct, ILanes<V>
            where W : struct, IWeightSums
        {
            nint pixels = _lanes.OutputHeight * _lanes.OutputWidth;
            var walk = new ConvolutionWeightTile.Walk
            {
                Samples = 1,
                Height = _lanes.OutputHeight,
                Width = _lanes.OutputWidth * V.Count,
                PlaneRow = _lanes.PlaneRow,
                GradientFilter = pixels * V.Count,
            };
            for (var filter = 0; filter < _lanes.Filters;)
            {
                var rows = ConvolutionWeightTile.RowsOf<V>(_lanes.Filters - filter);
                ConvolutionWeightTile.RunFilters<V, W>(
                    rows, gradients + filter * walk.GradientFilter, planes, (int*)scratch, _lanes.Taps,
                    sums + (nint)filter * _lanes.Taps * V.Count, walk);
                filter += rows;
            }
            if (biased) AddBias<V, W>(gradients, pixels, sums + (nint)_lanes.WeightLength * V.Count);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void AddBias<V, W>(float* gradients, nint pixels, float* sums) where V : struct, ILanes<V>
            where W : struct, IWeightSums
        {
            for (var filter = 0; filter < _lanes.Filters; filter++, sums += V.Count)
            {
                V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
                var left = pixels;
                for (; left >= 4; left -= 4, gradients += 4 * V.Count)
                {
                    a += V.Load(gradients);
                    b += V.Load(gradients + V.Count);
                    c += V.Load(gradients + 2 * V.Count);
                    d += V.Load(gradients + 3 * V.Count);
                }
                for (; left > 0; left--, gradients += V.Count) a += V.Load(gradients);
                W.Write(a + b + (c + d), sums);
            }
        }
    }

    // The chunks' sums in order, then their lanes.
    private readonly struct LaneSumJob(in SampleLanesShape lanes, float* sums, int chunks, float* dw, float* dbias) : ITeamJob
    {
        private readonly SampleLanesShape _lanes = lanes;

        public void Execute(int part, int parts)
        {
            var (first, last) = Stripe.Of(_lanes.WeightLength, part, parts);
            if (Lanes.Width.Wide) Execute<Lanes512>(first, last, dw);
            else Execute<VectorLanes>(first, last, dw);
            if (part > 0 || dbias == null) return;
            if (Lanes.Width.Wide)
                Execute<Lanes512>(_lanes.WeightLength, _lanes.WeightLength + _lanes.Filters, dbias - _lanes.WeightLength);
            else Execute<VectorLanes>(_lanes.WeightLength, _lanes.WeightLength + _lanes.Filters, dbias - _lanes.WeightLength);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Execute<V>(int first, int last, float* to) where V : struct, ILanes<V>
        {
            nint step = (nint)(_lanes.WeightLength + _lanes.Filters) * V.Count;
            var from = sums + (nint)first * V.Count;
            for (var i = first; i < last; i++, from += V.Count)
            {
                var sum = V.Load(from);
                for (nint chunk = 1; chunk < chunks; chunk++) sum += V.Load(from + chunk * step);
                to[i] += V.Sum(sum);
            }
        }
    }
}
