namespace Spans.Memory;

/// <summary>A range of a flat buffer, in floats.</summary>
/// <param name="Offset">The first float.</param>
/// <param name="Length">The number of floats.</param>
public readonly record struct Slice(int Offset, int Length)
{
    /// <summary>One past the last float.</summary>
    public int End => Offset + Length;

    /// <summary>The range of <paramref name="buffer"/> this slice names.</summary>
    public Span<float> Of(Span<float> buffer) => buffer.Slice(Offset, Length);

    /// <summary>The range of <paramref name="buffer"/> this slice names.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> buffer) => buffer.Slice(Offset, Length);
}
