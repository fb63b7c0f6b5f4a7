using System.Text.Json;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>
/// A network described in a small JSON file: an object with <c>layers</c>, first to last, and if wanted <c>input</c>, the shape
/// they are meant for. Each layer is an object with its <c>type</c>; what else it may have, and what it is otherwise, stands in
/// brackets. Comments and trailing commas are welcome.
/// </summary>
/// <remarks>
/// <code>
/// { "input": [1, 28, 28],
///   "layers": [ { "type": "conv-2d", "filters": 16, "kernel": 3, "padding": "same" },
///               { "type": "batch-norm" }, { "type": "activation", "activation": "relu" },
///               { "type": "max-pool-2d", "window": 2 },
///               { "type": "dense", "units": 10 } ] }
/// </code>
/// <para>dense: units [activation identity, use_bias true, weight what suits the activation]</para>
/// <para>conv-2d: filters, kernel [stride 1, padding none, dilation 1, groups 1, activation, use_bias, weight as dense]; conv-1d
/// alike</para>
/// <para>max-pool-2d: window [stride the window, padding 0]; average-pool-2d: the same [count_padding true];
/// global-average-pool</para>
/// <para>upsample-2d: factor; flatten; softmax; activation: activation; prelu [per_channel false, initial 0.25]</para>
/// <para>batch-norm [momentum 0.1, epsilon 1e-5, affine true]; layer-norm [axes last (or sample), epsilon 1e-5, affine
/// true]</para>
/// <para>dropout [drop 0.5, scaling inverted (or at-test)]; embedding: vocabulary, width [weight]</para>
/// <para>residual: body [shortcut, the identity]; branches: merge (add or concatenate), chains: arrays of layers both</para>
/// <para>
/// Sizes in two dimensions are one number for both or [vertical, horizontal]; padding is none, same, a number, or [top, bottom,
/// left, right]. Activations and initializers are a name or an object of a name and parameters.
/// </para>
/// </remarks>
public sealed record NetworkFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The most layers, those inside others counted too.</summary>
    public const int MaxLayers = LayerCatalogue.MaxLayers;

    private const int MaxDepth = 64;

    private NetworkFile(Shape? input, IReadOnlyList<ILayer> layers) => (Input, Layers) = (input, layers);

    /// <summary>The shape of one sample, where the file gives it.</summary>
    public Shape? Input { get; }

    /// <summary>First to last.</summary>
    public IReadOnlyList<ILayer> Layers { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">The file describes no network; the message names it, the place in it and
    /// why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NetworkFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var length = new FileInfo(path).Length;
        if (length > MaxLength)
            throw new ModelFileException($"{path} has {length} bytes but a network's description may have {MaxLength} at most.");
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new ModelFileException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="FormatException">They describe no network; the message says where and why.</exception>
    public static NetworkFile Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = Document(utf8);
        var fields = new JsonFields(document.RootElement, "A network", "input", "layers");
        var layers = LayerCatalogue.ReadChain(fields.Element("layers"));
        if (layers.Count == 0) throw new FormatException("layers: A network needs at least one layer.");
        if (Count(layers) > MaxLayers)
            throw new FormatException($"layers: A network may have at most {MaxLayers} layers in all.");
        return new NetworkFile(fields.Has("input") ? ReadShape(fields) : null, layers);
    }

    /// <summary>
    /// The network for samples of shape <paramref name="input"/>, its parameters drawn from <paramref name="seed"/>.
    /// </summary>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="outputs">The outputs it must have.</param>
    /// <param name="seed">The seed of the initial parameters.</param>
    /// <exception cref="ShapeException">A layer cannot take what it is given, or the outputs are others.</exception>
    /// <exception cref="ArgumentException">The buffers would pass 2^31 floats.</exception>
    public Network Build(Shape input, int outputs, ulong seed = 0)
    {
        if (Input is { } wanted && wanted != input)
            throw new ShapeException($"The network's input is {wanted} but the data's rows are {input}.");
        var plan = Planner.Plan(input, Layers, maxBatch: 1, members: 1, training: false);
        if (plan.Chain.Output.Elements != outputs)
            throw new ShapeException($"The network's last layer gives {plan.Chain.Output} but the data need {outputs} outputs.");
        return new Network(input, Layers, seed);
    }

    private static JsonDocument Document(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxLength) throw new FormatException($"It has {utf8.Length} bytes but may have {MaxLength} at most.");
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions
            {
                MaxDepth = MaxDepth,
                AllowDuplicateProperties = false,
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            });
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $"line {number + 1}" : "JSON";
            throw new FormatException($"{line}: {e.Message.Split(" LineNumber:")[0].Split(" Path:")[0]}", e);
        }
    }

    private static Shape ReadShape(JsonFields fields)
    {
        var array = fields.Array("input", Shape.MaxRank);
        var extents = new int[array.GetArrayLength()];
        long elements = 1;
        for (var i = 0; i < extents.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt32(out extents[i]) || extents[i] < 1)
                throw new FormatException($"input[{i}] is {array[i].GetRawText()} but must be a positive whole number.");
            if ((elements *= extents[i]) > int.MaxValue)
                throw new FormatException($"input: Its extents multiply to more than {int.MaxValue}.");
        }
        if (extents.Length == 0) throw new FormatException("input: A shape needs at least one extent.");
        return Shape.Create(extents);
    }

    private static long Count(IReadOnlyList<ILayer> layers)
    {
        long count = layers.Count;
        foreach (var layer in layers)
            if (layer is IContainer container)
                foreach (var chain in container.Chains) count += Count(chain);
        return count;
    }
}
