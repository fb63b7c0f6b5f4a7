using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class Convolution
{
    // Planes of this many floats stay in the second cache while every tile of weights walks over them.
    private const int ChunkLength = 1 << 17;
    private const int MaxChunk = 16;

    /// <summary>Floats of scratch that every call of <see cref="WeightGradient"/> needs, whatever the team.</summary>
    public static int WeightGradientScratch(in ConvolutionShape shape)
    {
        if (WinogradShape.Takes(shape)) return TileWeightScratch(WinogradShape.Of(shape));
        return Math.Max(Padded(shape.Taps), SampleLanesShape.Fits(shape) ? LaneWeightScratch(SampleLanesShape.Of(shape)) : 0);
    }

    /// <summary>Floats of scratch that each member of the team needs besides.</summary>
    public static int WeightGradientScratchPerPart(in ConvolutionShape shape)
    {
        if (WinogradShape.Takes(shape)) return WinogradDriver.WeightGradientScratch(WinogradShape.Of(shape));
        var planes = ConvolutionPlanes.OfInput(shape);
        var gradients = WalksFlat(shape, planes) ? Padded(ConvolutionPlanes.OfGradientRows(shape, planes, shape.Filters).Length)
            : 0;
        var rows = Chunk(shape) * (Padded(planes.Length) + gradients);
        return Math.Max(rows, SampleLanesShape.Fits(shape) ? LaneWeightScratchPerPart(SampleLanesShape.Of(shape)) : 0);
    }

    /// <summary>dw = Σ over the batch of dy's correlation with x; dbias = Σ dy.</summary>
    /// <param name="shape">The geometry.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="dy">[batch, filters, output height, output width].</param>
    /// <param name="dw">[filters, channels / groups, kernel height, kernel width].</param>
    /// <param name="dbias">[filters], or empty.</param>
    /// <param name="batch">Samples, zero or more.</param>
    /// <param name="accumulate">Whether to add to what dw and dbias hold.</param>
    /// <param name="scratch"><see cref="WeightGradientScratch"/> + members · <see cref="WeightGradientScratchPerPart"/> floats or
    /// more.</param>
    /// <param name="team">Shares the filters where that pays, so that no sum is split.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, a result overlaps, or the geometry is
    /// impossible.</exception>
    public static void WeightGradient(
        in ConvolutionShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dw, Span<float> dbias, int batch,
        bool accumulate, Span<float> scratch, Team team)
    {
        Check(shape, x, nameof(x), dw, nameof(dw), dy, nameof(dy), batch, team);
        if (!dbias.IsEmpty) Throw.IfNotLength(dbias.Length, shape.Filters);
        Throw.IfTooShort(scratch.Length, WeightGradientScratch(shape) + (long)team.Members * WeightGradientScratchPerPart(shape));
        Throw.IfOverlapsAny(dw, nameof(dw), x, dy, dbias, scratch);
        Throw.IfOverlapsAny(dbias, nameof(dbias), x, dy, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, dy);
        if (!accumulate)
        {
            dw.Clear();
            dbias.Clear();
        }
        if (batch == 0) return;
        if (WinogradShape.Takes(shape))
        {
            fixed (float* px = x, pdy = dy, pdw = dw, pdb = dbias, ps = scratch)
                AddTiles(WinogradShape.Of(shape), px, pdy, pdw, pdb, batch, accumulate, ps, shape.Work, team);
            return;
        }
        var planes = ConvolutionPlanes.OfInput(shape);
        fixed (float* px = x, pdy = dy, pdw = dw, pdb = dbias, ps = scratch)
        {
            var done = SampleLanesShape.Fits(shape) ? InLanes(batch) : 0;
            if (done > 0)
            {
                AddLanes(SampleLanesShape.Of(shape), px, pdy, pdw, pdb, done, ps, shape.Work, team);
                if (done == batch) return;
            }
            batch -= done;
            FillOffsets(shape, planes, shape.GroupChannels, (int*)ps);
            // A group is the least a member can take alone where filters share channels; else four filters, the height of a tile.
            var units = shape.Groups > 1 ? shape.Groups : (shape.Filters + 3) / 4;
            var parts = (int)Math.Clamp(shape.Work * batch / WorthwhilePart, 1, Math.Min(team.Members, units));
            team.Run(
                new WeightJob(shape, planes, px + (nint)done * shape.InputLength, pdy + (nint)done * shape.OutputLength, pdw,
                    pdb, ps, batch), parts);
        }
    }

    private static int Chunk(in ConvolutionShape shape) =>
        Math.Clamp(ChunkLength / ConvolutionPlanes.OfInput(shape).Length, 1, MaxChunk);

    // Whether it takes fewer registers to walk through padded rows in one go than through each row's pixels.
    private static bool WalksFlat(in ConvolutionShape shape, in ConvolutionPlanes planes)
    {
        if (shape.StrideY != 1 || shape.StrideX != 1 || shape.OutputWidth % Width.Floats == 0) return false;
        var rows = shape.OutputHeight * ((shape.OutputWidth + Width.Floats - 1) / Width.Floats);
        return (shape.OutputHeight * planes.RowLength + Width.Floats - 1) / Width.Floats <= rows;
    }

    private readonly struct WeightJob(
        in ConvolutionShape shape, in ConvolutionPlanes planes, float* x, float* dy, float* dw, float* dbias, float* scratch,
        int batch) : ITeamJob
    {
        private readonly ConvolutionShape _shape = shape;
        private readonly ConvolutionPlanes _planes = planes;
        private readonly float* _x = x;
        private readonly float* _dy = dy;
        private readonly float* _dw = dw;
        private readonly float* _dbias = dbias;
        private readonly float* _scratch = scratch;

        public void Execute(int part, int parts)
        {
            if (Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var (first, end) = _shape.Groups > 1 ? Stripe.Of(_shape.Groups, part, parts)
                : Stripe.Of(_shape.Filters, part, parts, 4);
            if (_shape.Groups > 1) (first, end) = (first * _shape.GroupFilters, end * _shape.GroupFilters);
            var inputs = _scratch + WeightGradientScratch(_shape) + (nint)part * WeightGradientScratchPerPart(_shape);
            var chunk = Chunk(_shape);
            int inputLength = Padded(_planes.Length), pixels = _shape.OutputHeight * _shape.OutputWidth;
            var rows = ConvolutionPlanes.OfGradientRows(_shape, _planes, end - first);
            var rowsLength = Padded(rows.Length);
            var gradients = inputs + (nint)chunk * inputLength;
            var flat = WalksFlat(_shape, _planes);
            for (var i = 0; i < chunk; i++)
            {
                _planes.Clear(inputs + (nint)i * inputLength);
                if (flat) rows.Clear(gradients + (nint)i * rowsLength);
            }
            var walk = new ConvolutionWeightTile.Walk
            {
                PlaneSample = inputLength,
                PlaneRow = _shape.StrideY * _planes.RowLength,
                GradientSample = flat ? rowsLength : _shape.OutputLength,
                GradientFilter = flat ? rows.PlaneLength : pixels,
                Height = flat ? 1 : _shape.OutputHeight,
                Width = flat ? rows.PlaneLength : _shape.OutputWidth,
            };
            for (var sample = 0; sample < batch; sample += chunk)
            {
                walk.Samples = Math.Min(chunk, batch - sample);
                var dy = _dy + (nint)sample * _shape.OutputLength + (nint)first * pixels;
                for (var i = 0; i < walk.Samples; i++)
                {
                    _planes.Fill<V>(_x + (nint)(sample + i) * _shape.InputLength, inputs + (nint)i * inputLength);
                    if (flat) rows.Fill<V>(dy + (nint)i * _shape.OutputLength, gradients + (nint)i * rowsLength);
                }
                RunFilters<V>(first, end, inputs, flat ? gradients : dy, walk);
                if (_dbias != null) AddBias<V>(dy, walk.Samples, first, end);
            }
        }

        // Filter by filter within their groups, in tiles of four; gradients are those of the first filter.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void RunFilters<V>(int first, int end, float* inputs, float* gradients, in ConvolutionWeightTile.Walk walk)
            where V : struct, ILanes<V>
        {
            var offsets = (int*)_scratch;
            for (var filter = first; filter < end;)
            {
                var group = filter / _shape.GroupFilters;
                var rows = ConvolutionWeightTile.RowsOf<V>(Math.Min(end, (group + 1) * _shape.GroupFilters) - filter);
                ConvolutionWeightTile.RunFilters<V, FoldedSums>(
                    rows, gradients + (filter - first) * walk.GradientFilter,
                    inputs + (nint)group * _shape.GroupChannels * _planes.PlaneLength,
                    offsets, _shape.Taps, _dw + (nint)filter * _shape.Taps, walk);
                filter += rows;
            }
        }

        // The pixels of each filter, sample after sample, in two registers' sums.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void AddBias<V>(float* dy, int samples, int first, int end) where V : struct, ILanes<V>
        {
            var pixels = _shape.OutputHeight * _shape.OutputWidth;
            for (var filter = first; filter < end; filter++)
            {
                V even = V.Zero, odd = V.Zero;
                for (var sample = 0; sample < samples; sample++)
                {
                    var p = dy + (nint)sample * _shape.OutputLength + (nint)(filter - first) * pixels;
                    var left = pixels;
                    for (; left >= 2 * V.Count; left -= 2 * V.Count, p += 2 * V.Count)
                    {
                        even += V.Load(p);
                        odd += V.Load(p + V.Count);
                    }
                    if (left >= V.Count)
                    {
                        even += V.Load(p);
                        left -= V.Count;
                        p += V.Count;
                    }
                    if (left > 0) odd += V.LoadPartial(p, left);
                }
                _dbias[filter] += V.Sum(even + odd);
            }
        }
    }
}
