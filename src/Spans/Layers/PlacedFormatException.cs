namespace Spans.Layers;

/// <summary>JSON that describes no layer, with its place in the document, which grows from the inside out.</summary>
internal sealed class PlacedFormatException(string path, string reason, Exception? cause = null)
    : FormatException($"{path}: {reason}", cause)
{
    private readonly string _path = path;
    private readonly string _reason = reason;

    /// <summary>What went wrong at <paramref name="path"/> or further inside.</summary>
    internal static PlacedFormatException At(string path, FormatException inner) => inner is PlacedFormatException placed
        ? new($"{path}.{placed._path}", placed._reason, inner) : new(path, inner.Message, inner);
}
