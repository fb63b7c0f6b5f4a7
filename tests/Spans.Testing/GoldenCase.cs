using System.Globalization;

namespace Spans.Testing;

/// <summary>One case of a golden file: configuration words and tensors by name.</summary>
public sealed class GoldenCase
{
    private readonly string _source;
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, GoldenTensor> _tensors = [];

    internal GoldenCase(string source, string name)
    {
        _source = source;
        Name = name;
    }

    /// <summary>The name after <c>case</c>.</summary>
    public string Name { get; }

    /// <summary>Whether a text or tensor of this name is there.</summary>
    public bool Has(string name) => _texts.ContainsKey(name) || _tensors.ContainsKey(name);

    /// <summary>The configuration word <paramref name="name"/>.</summary>
    public string Text(string name) => _texts.TryGetValue(name, out var text) ? text : throw Missing("text", name);

    /// <summary>The configuration number <paramref name="name"/>.</summary>
    public double Option(string name) => double.Parse(Text(name), CultureInfo.InvariantCulture);

    /// <summary>The tensor <paramref name="name"/>.</summary>
    public GoldenTensor Tensor(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw Missing("tensor", name);

    /// <summary>The tensor's values rounded to float: exact for what was written from floats.</summary>
    public float[] Floats(string name) => Array.ConvertAll(Tensor(name).Values, value => (float)value);

    /// <summary>The tensor's values.</summary>
    public double[] Doubles(string name) => Tensor(name).Values;

    /// <summary>The tensor's values as whole numbers.</summary>
    public int[] Integers(string name) => Array.ConvertAll(Tensor(name).Values, value =>
        value == (int)value ? (int)value : throw new InvalidDataException($"{_source}: {value} in {name} is no whole number."));

    /// <summary>The single value of <paramref name="name"/>.</summary>
    public double Number(string name) => Tensor(name).Values is [var value]
        ? value
        : throw new InvalidDataException($"{_source}: tensor {name} of case '{Name}' holds more than one number.");

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void Add(string name, string text)
    {
        if (!_texts.TryAdd(name, text)) throw Twice(name);
    }

    internal void Add(GoldenTensor tensor)
    {
        if (!_tensors.TryAdd(tensor.Name, tensor)) throw Twice(tensor.Name);
    }

    private KeyNotFoundException Missing(string kind, string name) =>
        new($"{_source}: case '{Name}' has no {kind} '{name}', only {string.Join(", ", _texts.Keys.Concat(_tensors.Keys))}.");

    private InvalidDataException Twice(string name) => new($"{_source}: case '{Name}' names '{name}' twice.");
}

/// <summary>Numbers of a golden file.</summary>
/// <param name="Name">The name in the case.</param>
/// <param name="Extents">The shape; empty for a single number.</param>
/// <param name="Values">Row-major.</param>
public sealed record GoldenTensor(string Name, int[] Extents, double[] Values);
