using System.Buffers.Binary;
using System.Text;

namespace Spans.Tests.Diagnostics.TensorBoard;

/// <summary>Reads event files by the letter of their formats, sharing nothing with what writes them.</summary>
internal static class EventReader
{
    /// <summary>The messages of a file; every length and checksum is verified.</summary>
    internal static List<byte[]> Records(byte[] file)
    {
        var records = new List<byte[]>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(data);
            at += 16 + length;
        }
        return records;
    }

    /// <summary>
    /// The fields of a message: number, and a double for fixed numbers, a long for varints, bytes for the rest.
    /// </summary>
    internal static List<(int Field, object Value)> Fields(ReadOnlySpan<byte> data)
    {
        var fields = new List<(int, object)>();
        while (!data.IsEmpty)
        {
            var tag = (int)Varint(ref data);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((tag >> 3, (long)Varint(ref data)));
                    break;
                case 1:
                    fields.Add((tag >> 3, BinaryPrimitives.ReadDoubleLittleEndian(data)));
                    data = data[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref data);
                    fields.Add((tag >> 3, data[..length].ToArray()));
                    data = data[length..];
                    break;
                case 5:
                    fields.Add((tag >> 3, (double)BinaryPrimitives.ReadSingleLittleEndian(data)));
                    data = data[4..];
                    break;
                default:
                    Assert.Fail($"wire type {tag & 7}");
                    break;
            }
        }
        return fields;
    }

    /// <summary>The one field of this number.</summary>
    internal static T Field<T>(ReadOnlySpan<byte> data, int number) =>
        (T)Fields(data).Single(field => field.Field == number).Value;

    /// <summary>Follows message fields down.</summary>
    internal static byte[] Within(byte[] data, params int[] path) =>
        path.Aggregate(data, (inner, number) => Field<byte[]>(inner, number));

    internal static string Text(byte[] data) => Encoding.UTF8.GetString(data);

    internal static double[] Doubles(byte[] packed)
    {
        var values = new double[packed.Length / 8];
        for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(packed.AsSpan(8 * i));
        return values;
    }

    /// <summary>CRC-32C bit by bit, reflected, polynomial 0x1EDC6F41.</summary>
    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
        }
        return ~crc;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Crc(data);
        return unchecked((crc >> 15 | crc << 17) + 0xA282EAD8u);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var b = data[0];
            data = data[1..];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
