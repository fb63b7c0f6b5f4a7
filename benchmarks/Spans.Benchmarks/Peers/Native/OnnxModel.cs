using System.Buffers.Binary;
using System.Text;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>Writes ONNX files of the compared networks: the few fields of onnx.proto that takes.</summary>
internal static class OnnxModel
{
    // Field numbers of onnx.proto3.
    private const int VarInt = 0, Bytes = 2;
    private const int IrVersion = 7, OperatorSet = 13, Float = 1, Integers = 7;

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
        return Model(graph, [1, sizes[0]], sizes[^1]);
    }

    /// <summary>x[1, 1, 28, 28] → y[1, 10]: LeNet with ReLU and maximum pooling.</summary>
    public static byte[] LeNet()
    {
        var random = new System.Random(1);
        var graph = new MemoryStream();
        var pool = ((string, int[])[])[("kernel_shape", [2, 2]), ("strides", [2, 2])];
        Message(graph, 1, Node("Conv", ["x", "c1", "d1"], "t1", ("kernel_shape", [5, 5]), ("pads", [2, 2, 2, 2])));
        Message(graph, 1, Node("Relu", ["t1"], "t2"));
        Message(graph, 1, Node("MaxPool", ["t2"], "t3", pool));
        Message(graph, 1, Node("Conv", ["t3", "c2", "d2"], "t4", ("kernel_shape", [5, 5])));
        Message(graph, 1, Node("Relu", ["t4"], "t5"));
        Message(graph, 1, Node("MaxPool", ["t5"], "t6", pool));
        Message(graph, 1, Node("Flatten", ["t6"], "t7"));
        Message(graph, 1, Node("Gemm", ["t7", "w1", "b1"], "t8"));
        Message(graph, 1, Node("Relu", ["t8"], "t9"));
        Message(graph, 1, Node("Gemm", ["t9", "w2", "b2"], "t10"));
        Message(graph, 1, Node("Relu", ["t10"], "t11"));
        Message(graph, 1, Node("Gemm", ["t11", "w3", "b3"], "y"));
        Text(graph, 2, "lenet");
        foreach (var (name, shape, fan) in ((string, int[], int)[])[
            ("c1", [6, 1, 5, 5], 25), ("d1", [6], 25), ("c2", [16, 6, 5, 5], 150), ("d2", [16], 150), ("w1", [400, 120], 400),
            ("b1", [120], 400),
            ("w2", [120, 84], 120), ("b2", [84], 120), ("w3", [84, 10], 84), ("b3", [10], 84)])
            Message(graph, 5, Tensor(name, shape, random, 1 / Math.Sqrt(fan)));
        return Model(graph, [1, 1, 28, 28], 10);
    }

    private static byte[] Model(MemoryStream graph, int[] input, int outputs)
    {
        Message(graph, 11, ValueInfo("x", input));
        Message(graph, 12, ValueInfo("y", [1, outputs]));
        var operators = new MemoryStream();
        Text(operators, 1, "");
        Number(operators, 2, OperatorSet);
        var model = new MemoryStream();
        Number(model, 1, IrVersion);
        Message(model, 7, graph);
        Message(model, 8, operators);
        return model.ToArray();
    }

    private static MemoryStream Node(
        string operation, string[] inputs, string output, params ReadOnlySpan<(string Name, int[] Values)> attributes)
    {
        var node = new MemoryStream();
        foreach (var input in inputs) Text(node, 1, input);
        Text(node, 2, output);
        Text(node, 4, operation);
        foreach (var (name, values) in attributes)
        {
            var attribute = new MemoryStream();
            Text(attribute, 1, name);
            foreach (var value in values) Number(attribute, 8, value);
            Number(attribute, 20, Integers);
            Message(node, 5, attribute);
        }
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
            BinaryPrimitives.WriteSingleLittleEndian(
                raw.AsSpan(i * sizeof(float)), (float)((random.NextDouble() * 2 - 1) * scale));
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

    private static void Text(MemoryStream to, int field, string text) =>
        Message(to, field, new MemoryStream(Encoding.UTF8.GetBytes(text)));

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
