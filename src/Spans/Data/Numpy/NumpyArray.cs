namespace Spans.Data.Numpy;

/// <summary>An array read from a NumPy file, as floats in C order: the last extent's neighbours lie beside each other.</summary>
public sealed class NumpyArray
{
    private readonly int[] _extents;
    private readonly NumpyType _type;

    internal NumpyArray(NumpyType type, int[] extents, float[] values)
    {
        (_type, _extents, Buffer) = (type, extents, values);
    }

    /// <summary>The shape as NumPy has it; none for a single number.</summary>
    public IReadOnlyList<int> Extents => _extents;

    /// <summary>The elements. Doubles and integers beyond 2^24 are rounded; true is 1.</summary>
    public ReadOnlySpan<float> Values => Buffer;

    /// <summary>Whether the file held integers or bools.</summary>
    public bool IsInteger => _type.IsInteger;

    /// <summary>Whether the file held bytes without sign.</summary>
    public bool IsByte => _type.IsByte;

    /// <summary>Another array of the same type.</summary>
    internal NumpyArray With(int[] extents, float[] values) => new(_type, extents, values);

    /// <summary>The elements, to be given away.</summary>
    internal float[] Buffer { get; }
}
