using System.Text.Json;
using Spans.Chains;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// One kind of layer in the catalogue: its name in files, how it is written and read, and examples for tests and benchmarks.
/// </summary>
public abstract class LayerEntry
{
    private protected LayerEntry(string name, IReadOnlyList<LayerExample> examples)
    {
        Name = name;
        Examples = examples;
    }

    /// <summary>The name in files: <c>dense</c>.</summary>
    public string Name { get; }

    /// <summary>Instances that between them show every option.</summary>
    public IReadOnlyList<LayerExample> Examples { get; }

    /// <summary>An entry for layers of type <typeparamref name="TLayer"/>.</summary>
    /// <param name="name">The name in files.</param>
    /// <param name="write">Writes the layer's configuration as properties of an object already begun.</param>
    /// <param name="read">Makes a layer from such an object, strictly: <see cref="FormatException"/> for anything amiss.</param>
    /// <param name="examples">Instances that between them show every option.</param>
    internal static LayerEntry Of<TLayer>(
        string name,
        Action<Utf8JsonWriter, TLayer> write, Func<JsonElement, ILayer> read, params IReadOnlyList<LayerExample> examples)
        where TLayer : class, ILayer => new Typed<TLayer>(name, write, read, examples);

    internal abstract bool Holds(ILayer layer);

    internal abstract void Write(Utf8JsonWriter json, ILayer layer);

    internal abstract ILayer Read(JsonElement element);

    private sealed class Typed<TLayer>(
        string name, Action<Utf8JsonWriter, TLayer> write, Func<JsonElement, ILayer> read, IReadOnlyList<LayerExample> examples)
        : LayerEntry(name, examples)
        where TLayer : class, ILayer
    {
        internal override bool Holds(ILayer layer) => layer is TLayer;

        internal override void Write(Utf8JsonWriter json, ILayer layer) => write(json, (TLayer)layer);

        internal override ILayer Read(JsonElement element) => read(element);
    }
}

/// <summary>A layer with an input shape it takes.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">A shape for one sample.</param>
public sealed record LayerExample(ILayer Layer, Shape Input);
