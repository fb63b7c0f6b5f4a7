using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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
        throw new ArgumentException($"{name} shares memory with an input in a way that would overwrite it while it is read.", name);

    // "a.Length" names the span a.
    private static string Subject(string expression) =>
        expression.EndsWith(".Length", StringComparison.Ordinal) ? expression[..^".Length".Length] : expression;
}
