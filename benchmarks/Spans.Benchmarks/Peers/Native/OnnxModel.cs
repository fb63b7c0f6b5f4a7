using System.Buffers.Binary;
using System.Text;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>Writes an ONNX file of Gemm nodes with an activation between them: the few fields of onnx.proto that takes.</summary>
internal static class OnnxModel
{
    // Field numbers of onnx.proto3.
    private const int VarInt = 0, Bytes = 2;
    private const int IrVersion = 7, OperatorSet = 13, Float = 1;

    /// <summary>x[1, sizes[0]] → y[1, sizes[^1]]; hidden layers end in <paramref name="activation"/>, an ONNX operator.</summary>
    public static byte[] Mlp(ReadOnlySpan<int> sizes, string activation, int seed = 1)
    {
        var random = new System.Random(seed);
        var graph = new MemoryStream();
        var input = "x";
        for (var i = 0; i + 1 < sizes.Length; i++)
        {
            var last = i + 2 == sizes.Length;
            var output = last ? "y" : $"z{i}";
            Message(graph, 1, Node("Gemm", [input, $"w{i}", $"b{i}"], output));
            if (!last) Message(graph, 1, Node(activation, [output], $"a{i}"));
            input = $"a{i}";
        }
        Text(graph, 2, "mlp");
        for (var i = 0; i + 1 < sizes.Length; i++)
        {
            var scale = 1 / Math.Sqrt(sizes[i]);
            Message(graph, 5, Tensor($"w{i}", [sizes[i], sizes[i + 1]], random, scale));
            Message(graph, 5, Tensor($"b{i}", [sizes[i + 1]], random, scale));
        }
        Message(graph, 11, ValueInfo("x", [1, sizes[0]]));
        Message(graph, 12, ValueInfo("y", [1, sizes[^1]]));

        var operators = new MemoryStream();
        Text(operators, 1, "");
        Number(operators, 2, OperatorSet);
        var model = new MemoryStream();
        Number(model, 1, IrVersion);
        Message(model, 7, graph);
        Message(model, 8, operators);
        return model.ToArray();
    }

    private static MemoryStream Node(string operation, string[] inputs, string output)
    {
        var node = new MemoryStream();
        foreach (var input in inputs) Text(node, 1, input);
        Text(node, 2, output);
        Text(node, 4, operation);
        return node;
    }

    private static MemoryStream Tensor(string name, int[] shape, System.Random random, double scale)
    {
        var tensor = new MemoryStream();
        var length = 1;
        foreach (var size in shape)
        {
            Number(tensor, 1, size);
            length *= size;
        }
        Number(tensor, 2, Float);
        Text(tensor, 8, name);
        var raw = new byte[length * sizeof(float)];
        for (var i = 0; i < length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), (float)((random.NextDouble() * 2 - 1) * scale));
        Message(tensor, 9, new MemoryStream(raw));
        return tensor;
    }

    private static MemoryStream ValueInfo(string name, int[] shape)
    {
        var dimensions = new MemoryStream();
        foreach (var size in shape)
        {
            var dimension = new MemoryStream();
            Number(dimension, 1, size);
            Message(dimensions, 1, dimension);
        }
        var tensor = new MemoryStream();
        Number(tensor, 1, Float);
        Message(tensor, 2, dimensions);
        var type = new MemoryStream();
        Message(type, 1, tensor);
        var info = new MemoryStream();
        Text(info, 1, name);
        Message(info, 2, type);
        return info;
    }

    private static void Text(MemoryStream to, int field, string text) => Message(to, field, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static void Number(MemoryStream to, int field, long value)
    {
        Raw(to, (ulong)(field << 3 | VarInt));
        Raw(to, (ulong)value);
    }

    private static void Message(MemoryStream to, int field, MemoryStream body)
    {
        Raw(to, (ulong)(field << 3 | Bytes));
        Raw(to, (ulong)body.Length);
        body.WriteTo(to);
    }

    private static void Raw(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}
