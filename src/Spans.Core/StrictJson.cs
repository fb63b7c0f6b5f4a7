using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Spans;

/// <summary>JSON text inside a file of ours: no comments, no property twice, no deeper than 64.</summary>
internal static class StrictJson
{
    /// <exception cref="JsonException">It is no such text.</exception>
    internal static JsonDocument Parse(string text) =>
        JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });

    /// <summary>What <paramref name="write"/> wrote, as text.</summary>
    internal static string Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
