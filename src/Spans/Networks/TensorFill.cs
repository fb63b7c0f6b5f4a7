using System.Buffers.Binary;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// Checks a file's tensors against those wanted and, in a second visit, copies them: a file that does not fit changes nothing.
/// </summary>
internal sealed class TensorFill(SafeTensorsReader reader) : ITensorSink
{
    private bool _copies;
    private int _wanted;

    /// <summary>Fills <paramref name="tensors"/> from the file.</summary>
    /// <param name="tensors">What is wanted.</param>
    /// <param name="known">How many tensors of the file are not wanted here.</param>
    /// <exception cref="ModelFileException">A tensor is missing, of another shape or type, or one too many is there. Nothing has
    /// changed.</exception>
    internal void Into(ITensors tensors, int known = 0)
    {
        tensors.Visit(this);
        if (reader.Tensors.Count != _wanted + known)
            throw new ModelFileException($"it holds {reader.Tensors.Count - known} tensors but its layers have {_wanted}");
        _copies = true;
        tensors.Visit(this);
    }

    /// <inheritdoc/>
    public void Floats(string name, Shape shape, Span<float> values)
    {
        var bytes = Find(name, "F32", shape);
        for (var i = 0; _copies && i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
    }

    /// <inheritdoc/>
    public void Counts(string name, Shape shape, Span<long> values)
    {
        var bytes = Find(name, "I64", shape);
        for (var i = 0; _copies && i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
    }

    private ReadOnlySpan<byte> Find(string name, string type, Shape shape)
    {
        if (!_copies) _wanted++;
        if (!reader.Tensors.TryGetValue(name, out var tensor)) throw new ModelFileException($"tensor '{name}' is missing");
        if (tensor.Type != type) throw new ModelFileException($"tensor '{name}' is {tensor.Type} but must be {type}");
        var fits = tensor.Extents.Length == shape.Rank;
        for (var i = 0; fits && i < shape.Rank; i++) fits = tensor.Extents[i] == shape[i];
        if (!fits) throw new ModelFileException($"tensor '{name}' is [{string.Join(", ", tensor.Extents)}] but must be {shape}");
        return reader.Bytes(tensor);
    }
}
