using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Spans.Cli.Presentation;

/// <summary>JSON objects, one a line, as <c>--json</c> writes them.</summary>
internal static class JsonLine
{
    /// <summary>Writes an object on a line of its own; <paramref name="write"/> fills it.</summary>
    internal static void Write<T>(
        TextWriter output, T value, Action<Utf8JsonWriter, T> write, JsonWriterOptions options = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Flush();
    }

    /// <summary>JSON has no NaN: what is no number is null.</summary>
    internal static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>An array of objects; <paramref name="write"/> fills each.</summary>
    internal static void Objects<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
