using System.Buffers.Binary;
using System.Text;

namespace Spans.Data.Numpy;

/// <summary>Reads one .npy array from a stream of known length; nothing is allocated that the length does not bear out.</summary>
internal static class NumpyStream
{
    private const int ChunkBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <param name="stream">Stands at the start.</param>
    /// <param name="length">The bytes it has.</param>
    /// <param name="subject">What messages call it.</param>
    /// <exception cref="DataException">It is no array that can be read; the message says why.</exception>
    internal static NumpyArray Read(Stream stream, long length, string subject)
    {
        try
        {
            return Read(stream, length, (_, bytes) => DataMemory.Check(bytes, subject));
        }
        catch (Exception fault) when (fault is FormatException or IOException or InvalidDataException or EndOfStreamException)
        {
            throw new DataException($"{subject}: {DataException.Line(fault.Message).TrimEnd('.')}.", fault);
        }
    }

    private static NumpyArray Read(Stream stream, long length, Action<int, long> afford)
    {
        Span<byte> start = stackalloc byte[12];
        if (length < 10) throw new FormatException($"it has {length} bytes but a .npy file has at least 10");
        stream.ReadExactly(start[..8]);
        if (!start.StartsWith(Magic)) throw new FormatException("it does not begin as a .npy file does");
        if (start[6] is < 1 or > 3 || start[7] != 0)
            throw new FormatException($"its version is {start[6]}.{start[7]} but must be 1.0, 2.0 or 3.0");
        var size = start[6] == 1 ? 2 : 4;
        if (length < 8 + size) throw new FormatException("it ends within its header");
        stream.ReadExactly(start.Slice(8, size));
        var header = size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (header > NumpyHeader.MaxLength)
            throw new FormatException($"its header claims {header} bytes, more than {NumpyHeader.MaxLength}");
        var left = length - 8 - size - header;
        if (left < 0) throw new FormatException($"its header claims {header} bytes but only {left + header} follow");
        var text = new byte[header];
        stream.ReadExactly(text);
        // Latin-1 for versions 1 and 2, UTF-8 for 3; all that is looked for is ASCII.
        var parsed = NumpyHeader.Parse(Encoding.Latin1.GetString(text));
        var bytes = (long)parsed.Count * parsed.Type.Size;
        if (bytes != left)
            throw new FormatException(
                $"its shape ({string.Join(", ", parsed.Extents)}) needs {bytes} bytes but {left} follow the header");
        afford(parsed.Count, (long)parsed.Count * sizeof(float));
        var values = new float[parsed.Count];
        var order = parsed.IsFortran && parsed.Extents.Length > 1 ? new FortranOrder(parsed.Extents) : null;
        var chunk = new byte[ChunkBytes];
        var floats = new float[ChunkBytes];
        for (var done = 0; done < values.Length;)
        {
            var count = Math.Min(ChunkBytes / parsed.Type.Size, values.Length - done);
            var part = chunk.AsSpan(0, count * parsed.Type.Size);
            stream.ReadExactly(part);
            if (!parsed.Type.Convert(part, floats.AsSpan(0, count)))
                throw new FormatException($"a bool of it is neither 0 nor 1 (within elements {done} to {done + count - 1})");
            if (order is null) floats.AsSpan(0, count).CopyTo(values.AsSpan(done));
            else order.Scatter(floats.AsSpan(0, count), values);
            done += count;
        }
        if (stream.ReadByte() >= 0) throw new FormatException("it goes on where its header ends it");
        return new NumpyArray(parsed.Type, parsed.Extents, values);
    }

    // The place of one element after the other where the first extent's neighbours lie beside each other.
    private sealed class FortranOrder
    {
        private readonly int[] _extents;
        private readonly int[] _steps;
        private readonly int[] _index;
        private int _place;

        internal FortranOrder(int[] extents)
        {
            _extents = extents;
            _index = new int[extents.Length];
            _steps = new int[extents.Length];
            var step = 1;
            for (var axis = extents.Length - 1; axis >= 0; axis--)
            {
                _steps[axis] = step;
                step *= Math.Max(1, extents[axis]);
            }
        }

        internal void Scatter(ReadOnlySpan<float> values, Span<float> destination)
        {
            foreach (var value in values)
            {
                destination[_place] = value;
                for (var axis = 0; axis < _index.Length; axis++)
                {
                    _place += _steps[axis];
                    if (++_index[axis] < _extents[axis]) break;
                    _place -= _steps[axis] * _extents[axis];
                    _index[axis] = 0;
                }
            }
        }
    }
}
