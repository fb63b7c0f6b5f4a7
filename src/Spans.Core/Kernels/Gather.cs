using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Rows picked out of a table by number.</summary>
public static unsafe class Gather
{
    // In floats.
    private const int Line = 16;

    // 30 µs of copying on one thread: less is not worth waking anybody for.
    private const long FloatsWorthSharing = 1 << 16;

    /// <summary>destination[i] = source[rows[i]].</summary>
    /// <param name="source">[n, width], row-major.</param>
    /// <param name="width">Floats in a row, one or more.</param>
    /// <param name="rows">Row numbers, each below n; a row may occur more than once.</param>
    /// <param name="destination">[rows, width]; must not overlap <paramref name="source"/>.</param>
    /// <param name="team">The threads that share the rows.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a number is no row; nothing has been written.</exception>
    public static void Rows(ReadOnlySpan<float> source, int width, ReadOnlySpan<int> rows, Span<float> destination, Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Throw.IfNotPositive(width);
        if (source.Length % width != 0)
            Throw.Argument(nameof(source), $"source holds {source.Length} elements but must hold a multiple of {width}.");
        Throw.IfNotLength(destination.Length, (long)rows.Length * width);
        Throw.IfOverlap(source, destination, nameof(destination));
        Throw.IfOverlap(rows, destination, nameof(destination));
        var count = source.Length / width;
        for (var i = 0; i < rows.Length; i++)
            if ((uint)rows[i] >= (uint)count)
                Throw.OutOfRange($"{nameof(rows)}[{i}]", rows[i], $"a row, between 0 and {count - 1}");
        fixed (float* from = source, to = destination)
        fixed (int* numbers = rows)
            team.Run(
                new Copying(from, width, numbers, rows.Length, to), destination.Length < FloatsWorthSharing ? 1 : team.Members);
    }

    // While a row is copied, line by line, the lines of the second row after it are asked for: rows are too short for the
    // processor to see a pattern, so that each would begin with the full delay of the memory. An epoch of 60,000 rows of 784
    // floats, shuffled: 10.5 ms; 14 where all lines were asked for before the copy (more than the memory takes at once), 22
    // unasked; one row ahead 11.8, three 11.4.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V>(float* source, nint width, int* rows, int count, float* destination) where V : struct, ILanes<V>
    {
        const int ahead = 2;
        for (nint i = 0; i < count; i++, destination += width)
        {
            float* from = source + rows[i] * width, next = source + rows[Math.Min(i + ahead, count - 1)] * width;
            nint j = 0;
            for (; j <= width - V.Count; j += V.Count)
            {
                if (Sse.IsSupported && (j & (Line - 1)) == 0) Sse.Prefetch0(next + j);
                V.Load(from + j).Store(destination + j);
            }
            if (j < width) V.LoadPartial(from + j, (int)(width - j)).StorePartial(destination + j, (int)(width - j));
        }
    }

    private readonly struct Copying(float* source, nint width, int* rows, int count, float* destination) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(count, part, parts);
            if (Width.Wide) Run<Lanes512>(source, width, rows + start, end - start, destination + start * width);
            else Run<VectorLanes>(source, width, rows + start, end - start, destination + start * width);
        }
    }
}
