using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Spans.Tests.Fuzzing;

/// <summary>
/// A model file whose description was changed and whose checksum is right again, so that the change reaches the readers behind
/// it.
/// </summary>
internal static class SignedModel
{
    private static readonly byte[] s_zeros = Encoding.ASCII.GetBytes(new string('0', 64));

    /// <summary>The description in a model's metadata.</summary>
    internal static byte[] Description(byte[] model)
    {
        using var header = Header(model);
        return Encoding.UTF8.GetBytes(header.RootElement.GetProperty("__metadata__").GetProperty("spans.model").GetString()!);
    }

    /// <summary>The model with another description.</summary>
    internal static byte[] With(byte[] model, byte[] description)
    {
        using var old = Header(model);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var entry in old.RootElement.GetProperty("__metadata__").EnumerateObject())
            {
                json.WriteString(entry.Name, entry.Name switch
                {
                    "spans.sha256" => new string('0', 64),
                    // Bytes that are no UTF-8 become the replacement character: JSON strings hold text.
                    "spans.model" => Encoding.UTF8.GetString(description),
                    _ => entry.Value.GetString()!,
                });
            }
            json.WriteEndObject();
            foreach (var entry in old.RootElement.EnumerateObject())
                if (entry.Name != "__metadata__") entry.WriteTo(json);
            json.WriteEndObject();
        }
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(model);
        byte[] file = [.. new byte[8], .. stream.ToArray(), .. model.AsSpan(8 + length)];
        BinaryPrimitives.WriteInt64LittleEndian(file, stream.Length);
        var place = file.AsSpan().IndexOf(s_zeros);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file)), file.AsSpan(place));
        return file;
    }

    private static JsonDocument Header(byte[] model) =>
        JsonDocument.Parse(model.AsMemory(8, (int)BinaryPrimitives.ReadInt64LittleEndian(model)));
}
