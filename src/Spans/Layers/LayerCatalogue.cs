using System.Globalization;
using System.Text.Json;
using Spans.Chains;

namespace Spans.Layers;

/// <summary>Every kind of layer: files, tests, benchmarks and the command line follow from this list.</summary>
public static class LayerCatalogue
{
    /// <summary>The most layers of one chain that a file may describe.</summary>
    public const int MaxLayers = 10_000;

    /// <summary>All entries.</summary>
    public static IReadOnlyList<LayerEntry> All { get; } =
    [
        Dense.Entry,
        ActivationLayer.Entry,
        PRelu.Entry,
        Softmax.Entry,
        Dropout.Entry,
        BatchNorm.Entry,
        LayerNorm.Entry,
        Flatten.Entry,
        Conv2D.Entry,
        Conv1D.Entry,
        MaxPool2D.Entry,
        AveragePool2D.Entry,
        GlobalAveragePool.Entry,
        Upsample2D.Entry,
        Embedding.Entry,
        Residual.Entry,
        Branches.Entry,
    ];

    /// <summary>Writes a layer as a JSON object with its <c>type</c>.</summary>
    /// <exception cref="NotSupportedException">The layer is not of a kind in the catalogue.</exception>
    public static void Write(Utf8JsonWriter json, ILayer layer)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(layer);
        foreach (var entry in All)
        {
            if (!entry.Holds(layer)) continue;
            json.WriteStartObject();
            json.WriteString("type", entry.Name);
            entry.Write(json, layer);
            json.WriteEndObject();
            return;
        }
        throw new NotSupportedException(
            $"{LayerName.Of(layer)} is a layer of your own and cannot be written to a file; only catalogue layers can.");
    }

    /// <summary>Writes a chain as a JSON array.</summary>
    /// <exception cref="NotSupportedException">A layer is not of a kind in the catalogue.</exception>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ILayer> layers)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(layers);
        json.WriteStartArray();
        foreach (var layer in layers) Write(json, layer);
        json.WriteEndArray();
    }

    /// <summary>Makes a layer from what <see cref="Write(Utf8JsonWriter, ILayer)"/> wrote.</summary>
    /// <exception cref="FormatException">The object describes no layer; the message says why.</exception>
    public static ILayer Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("type", out var type)
            || type.ValueKind != JsonValueKind.String)
            throw new FormatException("A layer must be a JSON object with a string property 'type'.");
        var name = JsonFields.Text(type, "A layer's type");
        foreach (var entry in All)
        {
            if (entry.Name != name) continue;
            try
            {
                return entry.Read(element);
            }
            catch (ArgumentException e)
            {
                throw new FormatException($"Layer '{name}': {e.Message}", e);
            }
        }
        throw new FormatException($"There is no layer type '{name}'; the types are {Names()}.");
    }

    private static string Names()
    {
        var names = new string[All.Count];
        for (var i = 0; i < names.Length; i++) names[i] = All[i].Name;
        return string.Join(", ", names);
    }

    /// <summary>Makes a chain from a JSON array.</summary>
    /// <param name="array">The layers, first to last.</param>
    /// <param name="name">What messages call the array: where a layer is amiss, they begin with <c>layers[3].body[1]</c>.</param>
    /// <exception cref="FormatException">The array describes no chain; the message says where and why.</exception>
    public static IReadOnlyList<ILayer> ReadChain(JsonElement array, string name = "layers")
    {
        if (array.ValueKind != JsonValueKind.Array) throw new PlacedFormatException(name, "It must be a JSON array of layers.");
        if (array.GetArrayLength() > MaxLayers)
            throw new PlacedFormatException(
                name, $"A chain may have at most {MaxLayers} layers but this has {array.GetArrayLength()}.");
        var layers = new List<ILayer>();
        foreach (var element in array.EnumerateArray())
        {
            try
            {
                layers.Add(Read(element));
            }
            catch (FormatException e)
            {
                throw PlacedFormatException.At(string.Create(CultureInfo.InvariantCulture, $"{name}[{layers.Count}]"), e);
            }
        }
        return layers;
    }
}
