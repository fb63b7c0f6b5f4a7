using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class Convolution
{
    // Gradients of transformed weights, kept for each chunk of the batch, take up to this many floats.
    private const int ChunkSums = 1 << 19;
    private const int MostChunks = 8;

    // How many runs of samples the weight gradient is summed in: by the shape alone, so that the order of sums never changes.
    private static int TileChunks(in WinogradShape tiles) => Math.Clamp(ChunkSums / tiles.WeightLength, 2, MostChunks);

    private static int TileConvolveScratch(in WinogradShape tiles) => tiles.WeightLength + tiles.OutputRow;

    private static int TileWeightScratch(in WinogradShape tiles) => TileChunks(tiles) * (tiles.WeightLength + tiles.OutputRow);

    private static void ConvolveTiles<E>(
        in WinogradShape tiles, float* x, float* weights, int channelStep, int filterStep, bool turned, float* bias, float* y,
        int batch,
        float* scratch, E epilogue, long work, Team team)
        where E : struct, IEpilogue
    {
        var filled = scratch + tiles.WeightLength;
        for (var i = 0; i < tiles.OutputRow; i++) filled[i] = bias != null && i < tiles.Filters ? bias[i] : 0;
        if (Width.Wide) WinogradDriver.TransformWeights<Lanes512>(tiles, weights, channelStep, filterStep, turned, scratch);
        else WinogradDriver.TransformWeights<VectorLanes>(tiles, weights, channelStep, filterStep, turned, scratch);
        var parts = (int)Math.Clamp(work * batch / WorthwhilePart, 1, Math.Min(team.Members, batch));
        team.Run(new TileJob<E>(tiles, x, y, scratch, batch, epilogue), parts);
    }

    private static void AddTiles(
        in WinogradShape tiles, float* x, float* dy, float* dw, float* dbias, int batch, bool accumulate, float* scratch,
        long work, Team team)
    {
        var chunks = Math.Min(batch, TileChunks(tiles));
        var parts = (int)Math.Clamp(work * batch / WorthwhilePart, 1, Math.Min(team.Members, chunks));
        team.Run(new TileWeightJob(tiles, x, dy, scratch, batch, chunks), parts);
        team.Run(new TileSumJob(tiles, scratch, chunks, dw, dbias, accumulate), parts);
    }

    private readonly struct TileJob<E>(
        in WinogradShape tiles, float* x, float* y, float* scratch, int batch, E epilogue) : ITeamJob
        where E : struct, IEpilogue
    {
        private readonly WinogradShape _tiles = tiles;
        private readonly E _epilogue = epilogue;

        public void Execute(int part, int parts)
        {
            if (Lanes.Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var (start, end) = Stripe.Of(batch, part, parts);
            var own = scratch + TileConvolveScratch(_tiles) + (nint)part * WinogradDriver.ConvolveScratch(_tiles);
            new Span<float>(own, _tiles.PlaneLength).Clear();
            for (nint sample = start; sample < end; sample++)
                WinogradDriver.Convolve<V, E>(
                    _tiles, x + sample * _tiles.Channels * _tiles.Height * _tiles.Width, scratch, scratch + _tiles.WeightLength,
                    y + sample * _tiles.Filters * _tiles.OutputHeight * _tiles.OutputWidth, own, _epilogue);
        }
    }

    private readonly struct TileWeightJob(
        in WinogradShape tiles, float* x, float* dy, float* scratch, int batch, int chunks) : ITeamJob
    {
        private readonly WinogradShape _tiles = tiles;

        public void Execute(int part, int parts)
        {
            if (Lanes.Width.Wide) Execute<Lanes512>(part, parts);
            else Execute<VectorLanes>(part, parts);
        }

        private void Execute<V>(int part, int parts) where V : struct, ILanes<V>
        {
            var own = scratch + TileWeightScratch(_tiles) + (nint)part * WinogradDriver.WeightGradientScratch(_tiles);
            new Span<float>(own, _tiles.PlaneLength + _tiles.OutputPlaneLength).Clear();
            var (first, last) = Stripe.Of(chunks, part, parts);
            for (var chunk = first; chunk < last; chunk++)
            {
                var du = scratch + (nint)chunk * (_tiles.WeightLength + _tiles.OutputRow);
                new Span<float>(du, _tiles.WeightLength + _tiles.OutputRow).Clear();
                var (start, end) = Stripe.Of(batch, chunk, chunks);
                for (nint sample = start; sample < end; sample++)
                    WinogradDriver.AddWeightGradient<V>(
                        _tiles, x + sample * _tiles.Channels * _tiles.Height * _tiles.Width,
                        dy + sample * _tiles.Filters * _tiles.OutputHeight * _tiles.OutputWidth, du, du + _tiles.WeightLength,
                        own);
            }
        }
    }

    // The chunks' sums in order, turned into gradients of the kernels.
    private readonly struct TileSumJob(
        in WinogradShape tiles, float* scratch, int chunks, float* dw, float* dbias, bool accumulate) : ITeamJob
    {
        private readonly WinogradShape _tiles = tiles;

        public void Execute(int part, int parts)
        {
            var (first, last) = Stripe.Of(_tiles.Channels, part, parts);
            if (Lanes.Width.Wide) Execute<Lanes512>(first, last);
            else Execute<VectorLanes>(first, last);
            if (part > 0 || dbias == null) return;
            for (var filter = 0; filter < _tiles.Filters; filter++)
            {
                var sum = accumulate ? dbias[filter] : 0;
                for (nint chunk = 0; chunk < chunks; chunk++)
                    sum += scratch[chunk * (_tiles.WeightLength + _tiles.OutputRow) + _tiles.WeightLength + filter];
                dbias[filter] = sum;
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Execute<V>(int first, int last) where V : struct, ILanes<V>
        {
            float* du = stackalloc float[WinogradShape.Products * 16], dg = stackalloc float[9 * 16];
            nint chunkStep = _tiles.WeightLength + _tiles.OutputRow, step = _tiles.WeightLength / WinogradShape.Products,
                row = _tiles.Channels * 9;
            for (nint channel = first; channel < last; channel++)
            {
                for (var filter = 0; filter < _tiles.Filters; filter += V.Count)
                {
                    var from = scratch + channel * _tiles.OutputRow + filter;
                    for (nint number = 0; number < WinogradShape.Products; number++, from += step)
                    {
                        var sum = V.Load(from);
                        for (nint chunk = 1; chunk < chunks; chunk++) sum += V.Load(from + chunk * chunkStep);
                        sum.Store(du + number * V.Count);
                    }
                    WinogradTransform.WeightGradient<V>(du, V.Count, dg);
                    var filters = Math.Min(V.Count, _tiles.Filters - filter);
                    for (var tap = 0; tap < 9; tap += V.Count)
                    {
                        var taps = Math.Min(V.Count, 9 - tap);
                        var to = dw + filter * row + channel * 9 + tap;
                        if (accumulate) Transpose.Block<V, Accumulate>(dg + tap * V.Count, V.Count, taps, filters, to, row, taps);
                        else Transpose.Block<V, Store>(dg + tap * V.Count, V.Count, taps, filters, to, row, taps);
                    }
                }
            }
        }
    }
}
