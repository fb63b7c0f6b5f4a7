using System.Buffers.Binary;

namespace Spans.Data.Numpy;

/// <summary>An element type of NumPy files that can be read: its bytes and their order.</summary>
internal readonly record struct NumpyType(char Kind, int Size, bool IsBigEndian)
{
    /// <summary>Bool, or an integer with or without sign.</summary>
    internal bool IsInteger => Kind != 'f';

    /// <summary>A byte without sign: a level of an image.</summary>
    internal bool IsByte => Kind == 'u' && Size == 1;

    /// <summary>The type of a <c>descr</c>; null for what cannot be read.</summary>
    internal static NumpyType? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length != 3 || !"<>|=".Contains(text[0])) return null;
        var big = text[0] == '>' || (text[0] == '=' && !BitConverter.IsLittleEndian);
        return text[1..] switch
        {
            "f4" or "f8" or "i4" or "i8" => new(text[1], text[2] - '0', big),
            "i1" or "u1" or "b1" => new(text[1], 1, false),
            "i2" or "u2" => new(text[1], 2, big),
            _ => null,
        };
    }

    /// <summary>Turns elements into floats; false where a bool is neither 0 nor 1.</summary>
    internal bool Convert(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var element = bytes.Slice(i * Size, Size);
            if (Kind == 'b' && element[0] > 1) return false;
            values[i] = Value(element);
        }
        return true;
    }

    private float Value(ReadOnlySpan<byte> element) => (Kind, Size) switch
    {
        ('f', 4) =>
            IsBigEndian ? BinaryPrimitives.ReadSingleBigEndian(element) : BinaryPrimitives.ReadSingleLittleEndian(element),
        ('f', _) => (float)(
            IsBigEndian ? BinaryPrimitives.ReadDoubleBigEndian(element) : BinaryPrimitives.ReadDoubleLittleEndian(element)),
        ('i', 8) => IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(element) : BinaryPrimitives.ReadInt64LittleEndian(element),
        ('i', 4) => IsBigEndian ? BinaryPrimitives.ReadInt32BigEndian(element) : BinaryPrimitives.ReadInt32LittleEndian(element),
        ('i', 2) => IsBigEndian ? BinaryPrimitives.ReadInt16BigEndian(element) : BinaryPrimitives.ReadInt16LittleEndian(element),
        ('u', 2) =>
            IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(element) : BinaryPrimitives.ReadUInt16LittleEndian(element),
        ('i', _) => (sbyte)element[0],
        _ => element[0],
    };
}
