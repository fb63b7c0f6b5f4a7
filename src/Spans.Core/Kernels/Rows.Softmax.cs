using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Functions of each row of a matrix. A row's result does not depend on the others or on the team.</summary>
public static unsafe partial class Rows
{
    /// <summary>Elements that pay for a part of their own.</summary>
    private const int WorthwhilePart = 1 << 15;

    /// <summary>y[r, i] = exp(x[r, i]) / Σⱼ exp(x[r, j]): finite, and a sum of 1, for every finite row.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="y">[rows, columns]. May be <paramref name="x"/>, but must not overlap it otherwise.</param>
    /// <param name="rows">Zero or more.</param>
    /// <param name="columns">One or more.</param>
    /// <param name="team">Shares the rows where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or y overlaps x without being x.</exception>
    public static void Softmax(ReadOnlySpan<float> x, Span<float> y, int rows, int columns, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(rows);
        Throw.IfNotPositive(columns);
        Throw.IfNotLength(x.Length, (long)rows * columns);
        Throw.IfNotLength(y.Length, (long)rows * columns);
        Throw.IfPartialOverlap(x, y, nameof(y));
        if (rows == 0) return;
        fixed (float* px = x, py = y) team.Run(new SoftmaxJob(px, py, rows, columns), Parts(rows, columns, team));
    }

    /// <summary>dx[r, i] = y[r, i] · (dy[r, i] − Σⱼ dy[r, j] y[r, j]), going back through a softmax.</summary>
    /// <param name="y">[rows, columns]: what <see cref="Softmax"/> gave.</param>
    /// <param name="dy">[rows, columns].</param>
    /// <param name="dx">[rows, columns]. May be an input, but must not overlap one otherwise.</param>
    /// <param name="rows">Zero or more.</param>
    /// <param name="columns">One or more.</param>
    /// <param name="team">Shares the rows where that pays.</param>
    /// <exception cref="ArgumentException">A span's length differs from its shape, or dx overlaps an input without being that
    /// input.</exception>
    public static void SoftmaxBackward(
        ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int rows, int columns, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNegative(rows);
        Throw.IfNotPositive(columns);
        Throw.IfNotLength(y.Length, (long)rows * columns);
        Throw.IfNotLength(dy.Length, (long)rows * columns);
        Throw.IfNotLength(dx.Length, (long)rows * columns);
        Throw.IfPartialOverlap(y, dx, nameof(dx));
        Throw.IfPartialOverlap(dy, dx, nameof(dx));
        if (rows == 0) return;
        fixed (float* py = y, pdy = dy, pdx = dx)
            team.Run(new SoftmaxBackwardJob(py, pdy, pdx, rows, columns), Parts(rows, columns, team));
    }

    private static int Parts(int rows, int columns, Team team) =>
        (int)Math.Clamp((long)rows * columns / WorthwhilePart, 1, Math.Min(team.Members, rows));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Softmax<V>(float* x, float* y, int rows, int columns) where V : struct, ILanes<V>
    {
        for (; rows > 0; rows--, x += columns, y += columns)
        {
            var sum = SoftmaxRow.Exponentials<V>(x, y, columns, SoftmaxRow.Largest<V>(x, columns));
            SoftmaxRow.Scale<V>(y, y, columns, 1 / sum);
        }
    }

    // Rows that fit one register, two at a time, and the next two are loaded before these are stored: in place, a load that
    // touches a masked store, even its masked lanes, waits until that is in the cache (128x10: 30 ns a row one by one, 17 by
    // twos).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void NarrowSoftmax<V>(float* x, float* y, int rows, int columns) where V : struct, ILanes<V>
    {
        if (rows >= 2)
        {
            V x0 = SoftmaxRow.Padded<V>(x, columns), x1 = SoftmaxRow.Padded<V>(x + columns, columns);
            for (; rows >= 4; rows -= 2, y += 2 * columns)
            {
                x += 2 * columns;
                V next0 = SoftmaxRow.Padded<V>(x, columns), next1 = SoftmaxRow.Padded<V>(x + columns, columns);
                NarrowRow(x0).StorePartial(y, columns);
                NarrowRow(x1).StorePartial(y + columns, columns);
                (x0, x1) = (next0, next1);
            }
            var last = rows > 2 ? SoftmaxRow.Padded<V>(x + 2 * columns, columns) : V.Zero;
            NarrowRow(x0).StorePartial(y, columns);
            NarrowRow(x1).StorePartial(y + columns, columns);
            if (rows > 2) NarrowRow(last).StorePartial(y + 2 * columns, columns);
        }
        else if (rows > 0) NarrowRow(SoftmaxRow.Padded<V>(x, columns)).StorePartial(y, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NarrowRow<V>(V padded) where V : struct, ILanes<V>
    {
        var e = LaneMath.ExpNonPositive(padded - V.Largest(padded));
        return e * (1 / V.Sum(e));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxBackward<V>(float* y, float* dy, float* dx, int rows, int columns) where V : struct, ILanes<V>
    {
        for (; rows > 0; rows--, y += columns, dy += columns, dx += columns)
        {
            var products = V.Zero;
            var i = 0;
            for (; i <= columns - V.Count; i += V.Count) products = V.MultiplyAdd(V.Load(y + i), V.Load(dy + i), products);
            if (i < columns)
                products = V.MultiplyAdd(V.LoadPartial(y + i, columns - i), V.LoadPartial(dy + i, columns - i), products);
            var dot = V.Broadcast(V.Sum(products));
            for (i = 0; i <= columns - V.Count; i += V.Count) (V.Load(y + i) * (V.Load(dy + i) - dot)).Store(dx + i);
            if (i < columns)
                (V.LoadPartial(y + i, columns - i) * (V.LoadPartial(dy + i, columns - i) - dot))
                    .StorePartial(dx + i, columns - i);
        }
    }

    private readonly struct SoftmaxJob(float* x, float* y, int rows, int columns) : ITeamJob
    {
        private readonly float* _x = x, _y = y;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(rows, part, parts);
            var offset = (nint)start * columns;
            if (columns <= Width.Floats)
            {
                if (Width.Wide) NarrowSoftmax<Lanes512>(_x + offset, _y + offset, end - start, columns);
                else NarrowSoftmax<VectorLanes>(_x + offset, _y + offset, end - start, columns);
            }
            else if (Width.Wide) Softmax<Lanes512>(_x + offset, _y + offset, end - start, columns);
            else Softmax<VectorLanes>(_x + offset, _y + offset, end - start, columns);
        }
    }

    private readonly struct SoftmaxBackwardJob(float* y, float* dy, float* dx, int rows, int columns) : ITeamJob
    {
        private readonly float* _y = y, _dy = dy, _dx = dx;

        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(rows, part, parts);
            var offset = (nint)start * columns;
            if (Width.Wide) SoftmaxBackward<Lanes512>(_y + offset, _dy + offset, _dx + offset, end - start, columns);
            else SoftmaxBackward<VectorLanes>(_y + offset, _dy + offset, _dx + offset, end - start, columns);
        }
    }
}
