using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Kernels;

public static unsafe partial class LayerNormalize
{
    // Rows that are summed plainly; the error of a sum over all rows grows with the number of blocks.
    private const int Block = 64;

    /// <summary>Floats of scratch that <see cref="Backward"/> needs.</summary>
    public static int ScratchLength(int columns) => 2 * ChannelShape.StrideOf(columns);

    /// <summary>
    /// Going back, with g = γ dy: dβ = Σ dy and dγ = Σ dy x̂ over the rows, dx = (g − (Σ g + x̂ Σ g x̂) / columns) / √(variance +
    /// ε).
    /// </summary>
    /// <param name="x">[rows, columns] as given forward.</param>
    /// <param name="dy">As <paramref name="x"/>.</param>
    /// <param name="dx">As <paramref name="x"/>; may be <paramref name="dy"/>; empty where it is not needed.</param>
    /// <param name="gamma">[columns], or empty for 1.</param>
    /// <param name="gammaGradient">[columns], or empty.</param>
    /// <param name="betaGradient">[columns], or empty.</param>
    /// <param name="accumulate">Whether the gradients of γ and β are added to what is there.</param>
    /// <param name="saved">What the forward pass saved.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    /// <param name="rows">One or more.</param>
    /// <param name="columns">One or more.</param>
    /// <param name="team">Shares the columns, then the rows, where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or spans overlap.</exception>
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, ReadOnlySpan<float> gamma, Span<float> gammaGradient,
        Span<float> betaGradient, bool accumulate, ReadOnlySpan<float> saved, Span<float> scratch, int rows, int columns,
        Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNotPositive(rows);
        Throw.IfNotPositive(columns);
        Throw.IfNotLength(x.Length, (long)rows * columns);
        Throw.IfNotLength(dy.Length, x.Length);
        if (!dx.IsEmpty) Throw.IfNotLength(dx.Length, x.Length);
        if (!gamma.IsEmpty) Throw.IfNotLength(gamma.Length, columns);
        Throw.IfNotLength(gammaGradient.Length, gamma.Length);
        Throw.IfNotLength(betaGradient.Length, gamma.Length);
        Throw.IfNotLength(saved.Length, (long)SavedPerRow * rows);
        Throw.IfTooShort(scratch.Length, ScratchLength(columns));
        Throw.IfPartialOverlap(dy, dx, nameof(dx));
        Throw.IfPartialOverlap(x, dx, nameof(dx));
        Throw.IfOverlapsAny(dx, nameof(dx), gamma, gammaGradient, betaGradient, saved, scratch);
        Throw.IfOverlapsAny(gammaGradient, nameof(gammaGradient), x, dy, gamma, betaGradient, saved, scratch);
        Throw.IfOverlapsAny(betaGradient, nameof(betaGradient), x, dy, gamma, saved, scratch);
        Throw.IfOverlapsAny(scratch, nameof(scratch), x, dy, gamma, saved);
        var parts = Parts(rows, columns, team);
        fixed (float* px = x, pdy = dy, pdx = dx, pGamma = gamma, pdGamma = gammaGradient, pdBeta = betaGradient, pSaved = saved,
            pScratch = scratch)
        {
            if (pdGamma != null)
                team.Run(new ParameterJob(px, pdy, pSaved, pdGamma, pdBeta, pScratch, rows, columns, accumulate), parts);
            if (pdx != null) team.Run(new InputJob(px, pdy, pdx, pSaved, pGamma, rows, columns), parts);
        }
    }

    // A part takes columns: each of its sums runs over all rows, in their order.
    private readonly struct ParameterJob(
        float* x, float* dy, float* saved, float* gammaGradient, float* betaGradient, float* scratch, int rows, int columns,
        bool accumulate)
        : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(columns, part, parts, Slab.Granularity);
            var width = end - start;
            if (width <= 0) return;
            if (!accumulate)
            {
                new Span<float>(gammaGradient + start, width).Clear();
                new Span<float>(betaGradient + start, width).Clear();
            }
            float* gammaBlock = scratch + start, betaBlock = scratch + ChannelShape.StrideOf(columns) + start;
            for (var row = 0; row < rows; row += Block)
            {
                new Span<float>(gammaBlock, width).Clear();
                new Span<float>(betaBlock, width).Clear();
                var last = Math.Min(row + Block, rows);
                if (Width.Wide) Run<Lanes512>(row, last, start, width, gammaBlock, betaBlock);
                else Run<VectorLanes>(row, last, start, width, gammaBlock, betaBlock);
            }
        }

        private void Run<V>(int row, int last, int start, int width, float* gammaBlock, float* betaBlock)
            where V : struct, ILanes<V>
        {
            for (nint r = row; r < last; r++)
            {
                var offset = r * columns + start;
                AddRow<V>(x + offset, dy + offset, saved[r], saved[rows + r], saved[2 * rows + r], gammaBlock, betaBlock, width);
            }
            Add<V>(gammaGradient + start, gammaBlock, width);
            Add<V>(betaGradient + start, betaBlock, width);
        }
    }

    private readonly struct InputJob(float* x, float* dy, float* dx, float* saved, float* gamma, int rows, int columns) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(rows, part, parts);
            for (nint row = start; row < end; row++)
            {
                var offset = row * columns;
                if (Width.Wide) InputRow<Lanes512>(
                    x + offset, dy + offset, dx + offset, saved[row], saved[rows + row], saved[2 * rows + row], gamma, columns);
                else InputRow<VectorLanes>(
                    x + offset, dy + offset, dx + offset, saved[row], saved[rows + row], saved[2 * rows + row], gamma, columns);
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<V>(
        float* x, float* dy, float mean, float inverse, float residue, float* gammaBlock, float* betaBlock, int width)
        where V : struct, ILanes<V>
    {
        V center = V.Broadcast(mean), scale = V.Broadcast(inverse), missed = V.Broadcast(-residue);
        var i = 0;
        for (; i <= width - V.Count; i += V.Count)
        {
            var g = V.Load(dy + i);
            V.MultiplyAdd(g, V.MultiplyAdd(V.Load(x + i) - center, scale, missed), V.Load(gammaBlock + i)).Store(gammaBlock + i);
            (V.Load(betaBlock + i) + g).Store(betaBlock + i);
        }
        var rest = width - i;
        if (rest <= 0) return;
        var last = V.LoadPartial(dy + i, rest);
        V.MultiplyAdd(
            last, V.MultiplyAdd(V.LoadPartial(x + i, rest) - center, scale, missed), V.LoadPartial(gammaBlock + i, rest))
            .StorePartial(gammaBlock + i, rest);
        (V.LoadPartial(betaBlock + i, rest) + last).StorePartial(betaBlock + i, rest);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Add<V>(float* sum, float* block, int width) where V : struct, ILanes<V>
    {
        var i = 0;
        for (; i <= width - V.Count; i += V.Count) (V.Load(sum + i) + V.Load(block + i)).Store(sum + i);
        var rest = width - i;
        if (rest > 0) (V.LoadPartial(sum + i, rest) + V.LoadPartial(block + i, rest)).StorePartial(sum + i, rest);
    }

    // dx = inverse · (g − m − x̂ · n) with m and n the means of g and of g x̂ over the row.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void InputRow<V>(
        float* x, float* dy, float* dx, float mean, float inverse, float residue, float* gamma, int columns)
            where V : struct, ILanes<V>
    {
        V center = V.Broadcast(mean), scale = V.Broadcast(inverse), missed = V.Broadcast(-residue), one = V.Broadcast(1);
        V sums = V.Zero, products = V.Zero;
        var whole = columns - columns % V.Count;
        var rest = columns - whole;
        for (var i = 0; i < whole; i += V.Count)
        {
            var g = V.Load(dy + i) * (gamma == null ? one : V.Load(gamma + i));
            sums += g;
            products = V.MultiplyAdd(g, V.MultiplyAdd(V.Load(x + i) - center, scale, missed), products);
        }
        if (rest > 0)
        {
            // Behind the tail dy is 0, and so is all it is multiplied with.
            var g = V.LoadPartial(dy + whole, rest) * (gamma == null ? one : V.LoadPartial(gamma + whole, rest));
            sums += g;
            products = V.MultiplyAdd(g, V.MultiplyAdd(V.LoadPartial(x + whole, rest) - center, scale, missed), products);
        }
        V m = V.Broadcast(-V.Sum(sums) / columns), n = V.Broadcast(-V.Sum(products) / columns);
        for (var i = 0; i < whole; i += V.Count)
        {
            var g = V.Load(dy + i) * (gamma == null ? one : V.Load(gamma + i));
            (scale * (g + V.MultiplyAdd(V.MultiplyAdd(V.Load(x + i) - center, scale, missed), n, m))).Store(dx + i);
        }
        if (rest <= 0) return;
        var last = V.LoadPartial(dy + whole, rest) * (gamma == null ? one : V.LoadPartial(gamma + whole, rest));
        (scale * (last + V.MultiplyAdd(V.MultiplyAdd(V.LoadPartial(x + whole, rest) - center, scale, missed), n, m)))
            .StorePartial(dx + whole, rest);
    }
}
