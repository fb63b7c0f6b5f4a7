using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spans;

/// <summary>Every exception Spans.Core raises: the argument, what it was and what it must be.</summary>
internal static class Throw
{
    /// <summary>Throws unless a span holds at least <paramref name="needed"/> elements.</summary>
    internal static void IfTooShort(int length, long needed, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        if (length < needed) TooShort(Subject(name), length, needed);
    }

    /// <summary>Throws unless a span holds exactly <paramref name="needed"/> elements.</summary>
    internal static void IfNotLength(int length, long needed, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        if (length != needed) WrongLength(Subject(name), length, needed);
    }

    internal static void IfNegative(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < 0) OutOfRange(name, value, "zero or more");
    }

    internal static void IfNotPositive(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value <= 0) OutOfRange(name, value, "one or more");
    }

    /// <summary>
    /// Throws if a product of positive extents is more than an array can hold, whatever it wraps to in 32 bits.
    /// </summary>
    internal static void IfPastArray(string name, int a, int b, int c, int d = 1)
    {
        if ((UInt128)a * (uint)b * (uint)c * (uint)d > (UInt128)Array.MaxLength)
            OutOfRange(name, a, $"small enough for at most {Array.MaxLength} floats in all");
    }

    /// <summary>Throws if two spans share memory but do not start at the same element.</summary>
    internal static void IfPartialOverlap(ReadOnlySpan<float> source, ReadOnlySpan<float> destination, string destinationName)
    {
        if (source.Overlaps(destination, out var offset) && offset != 0) Overlap(destinationName);
    }

    /// <summary>Throws if two spans share any memory.</summary>
    internal static void IfOverlap(ReadOnlySpan<float> source, ReadOnlySpan<float> destination, string destinationName)
    {
        if (source.Overlaps(destination)) Overlap(destinationName);
    }

    /// <summary>Throws if two spans share any memory.</summary>
    internal static void IfOverlap(ReadOnlySpan<int> source, ReadOnlySpan<float> destination, string destinationName) =>
        IfOverlap(MemoryMarshal.Cast<int, float>(source), destination, destinationName);

    /// <summary>Throws if a result shares memory with any other span of the call.</summary>
    internal static void IfOverlapsAny(
        ReadOnlySpan<float> result, string name, ReadOnlySpan<float> a, ReadOnlySpan<float> b = default,
        ReadOnlySpan<float> c = default,
        ReadOnlySpan<float> d = default, ReadOnlySpan<float> e = default, ReadOnlySpan<float> f = default,
        ReadOnlySpan<float> g = default)
    {
        if (result.Overlaps(a) || result.Overlaps(b) || result.Overlaps(c) || result.Overlaps(d) || result.Overlaps(e)
            || result.Overlaps(f)
            || result.Overlaps(g))
        {
            Overlap(name);
        }
    }

    [DoesNotReturn]
    internal static void OutOfRange<T>(string name, T value, string expected) =>
        throw new ArgumentOutOfRangeException(name, value, string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{name} is {value} but must be {expected}."));

    [DoesNotReturn]
    internal static void Argument(string name, string message) => throw new ArgumentException(message, name);

    [DoesNotReturn]
    internal static void Disposed(string name) => throw new ObjectDisposedException(name);

    [DoesNotReturn]
    private static void TooShort(string name, int length, long needed) =>
        throw new ArgumentException($"{name} holds {length} elements but needs at least {needed}.", name);

    [DoesNotReturn]
    private static void WrongLength(string name, int length, long needed) =>
        throw new ArgumentException($"{name} holds {length} elements but must hold {needed}.", name);

    [DoesNotReturn]
    private static void Overlap(string name) =>
        throw new ArgumentException(
            $"{name} shares memory with another argument in a way that would overwrite it while it is read.", name);

    // "a.Length" names the span a.
    private static string Subject(string expression) =>
        expression.EndsWith(".Length", StringComparison.Ordinal) ? expression[..^".Length".Length] : expression;
}
