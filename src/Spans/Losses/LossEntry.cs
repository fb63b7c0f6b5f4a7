using System.Text.Json;

namespace Spans.Losses;

/// <summary>A loss that files and the command line can name.</summary>
public sealed record LossEntry
{
    private readonly Func<JsonElement, ILoss> _read;

    internal LossEntry(ILoss example, Func<JsonElement, ILoss> read)
    {
        Example = example;
        _read = read;
    }

    /// <summary>The name: <c>huber</c>.</summary>
    public string Name => Example.Name;

    /// <summary>The loss with its defaults.</summary>
    public ILoss Example { get; }

    internal ILoss Read(JsonElement json) => _read(json);
}
