using System.Buffers.Binary;
using System.Text;

namespace Spans.Diagnostics.TensorBoard;

/// <summary>Writes one protocol buffer message into memory that is kept: fields, and messages within messages.</summary>
/// <remarks>
/// Source: the protocol buffers' wire format. A frame of 12 bytes is left free in front, for the record that holds it.
/// </remarks>
internal sealed class MessageWriter
{
    private const int Front = 12;
    private byte[] _bytes = new byte[1024];
    private int _length = Front;
    private int _end;
    private readonly Stack<int> _open = new();

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(Front, _length - Front);

    internal ReadOnlySpan<byte> Record => _bytes.AsSpan(0, _end);

    internal void Clear()
    {
        _length = Front;
        _open.Clear();
    }

    /// <summary>Puts what goes before and after the message round it.</summary>
    internal void Frame(ReadOnlySpan<byte> front, uint checksum)
    {
        front.CopyTo(_bytes);
        Room(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), checksum);
        _end = _length + 4;
    }

    internal void Integer(int field, long value)
    {
        if (value == 0) return;
        Tag(field, 0);
        Varint((ulong)value);
    }

    internal void Boolean(int field, bool value)
    {
        Tag(field, 0);
        Varint(value ? 1u : 0u);
    }

    internal void Double(int field, double value)
    {
        Tag(field, 1);
        Room(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
        _length += 8;
    }

    internal void Float(int field, float value)
    {
        Tag(field, 5);
        Room(4);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(_length), value);
        _length += 4;
    }

    internal void Text(int field, string value)
    {
        Tag(field, 2);
        var count = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)count);
        Room(count);
        _length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
    }

    /// <summary>A packed list.</summary>
    internal void Doubles(int field, ReadOnlySpan<double> values)
    {
        Tag(field, 2);
        Varint((ulong)values.Length * 8);
        Room(values.Length * 8);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
            _length += 8;
        }
    }

    /// <summary>Begins a message within this one.</summary>
    internal void Open(int field)
    {
        Tag(field, 2);
        _open.Push(_length);
    }

    /// <summary>Ends the message begun last: its length goes in front, and it moves up to make room for that.</summary>
    internal void Close()
    {
        var start = _open.Pop();
        var count = _length - start;
        Varint((ulong)count);
        var digits = _length - start - count;
        Span<byte> length = stackalloc byte[10];
        _bytes.AsSpan(_length - digits, digits).CopyTo(length);
        _bytes.AsSpan(start, count).CopyTo(_bytes.AsSpan(start + digits));
        length[..digits].CopyTo(_bytes.AsSpan(start));
    }

    private void Tag(int field, int wireType) => Varint((uint)(field << 3 | wireType));

    private void Varint(ulong value)
    {
        Room(10);
        for (; value >= 0x80; value >>= 7) _bytes[_length++] = (byte)(value | 0x80);
        _bytes[_length++] = (byte)value;
    }

    private void Room(int count)
    {
        if (_length + count <= _bytes.Length) return;
        Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
    }
}
