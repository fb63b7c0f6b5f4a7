using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>Rows picked out of a table by number.</summary>
public static unsafe class Gather
{
    private const nuint Line = 64;

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
            if ((uint)rows[i] >= (uint)count) Throw.OutOfRange($"{nameof(rows)}[{i}]", rows[i], $"a row, between 0 and {count - 1}");
        fixed (float* from = source, to = destination)
        fixed (int* numbers = rows)
            team.Run(new Copying(from, (nuint)width, numbers, rows.Length, to), destination.Length < FloatsWorthSharing ? 1 : team.Members);
    }

    // A row is asked for while the second before it is copied: rows are too short for the processor to see a pattern, so that each
    // would begin with the full delay of the memory. One row ahead was 5 % slower, three or six no faster.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* source, nuint width, int* rows, int count, float* destination)
    {
        const int ahead = 2;
        var bytes = width * sizeof(float);
        for (nint i = 0; i < count; i++)
        {
            if (Sse.IsSupported && i + ahead < count)
            {
                var next = (byte*)(source + (nuint)rows[i + ahead] * width);
                for (nuint at = 0; at < bytes; at += Line) Sse.Prefetch0(next + at);
            }
            Buffer.MemoryCopy(source + (nuint)rows[i] * width, destination + (nuint)i * width, bytes, bytes);
        }
    }

    private readonly struct Copying(float* source, nuint width, int* rows, int count, float* destination) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var (start, end) = Stripe.Of(count, part, parts);
            Run(source, width, rows + start, end - start, destination + (nuint)start * width);
        }
    }
}
