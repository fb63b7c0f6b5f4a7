using System.Text.Json;

namespace Spans;

/// <summary>
/// A closed list of named things that files and the command line can ask for: found by name, written to JSON as an object of a
/// name and options, and read again. No reflection: what is not in the list is not there.
/// </summary>
/// <param name="family">What messages call one of them: <c>optimizer</c>.</param>
/// <param name="nameOf">Its name.</param>
/// <param name="writeOptions">Writes the properties behind the name.</param>
/// <param name="entries">Each with its defaults, and what reads one.</param>
internal sealed class Catalogue<T>(
    string family,
    Func<T, string> nameOf, Action<T, Utf8JsonWriter> writeOptions, params (T Example, Func<JsonElement, T> Read)[] entries)
    where T : class
{
    private readonly (T Example, Func<JsonElement, T> Read)[] _entries = entries;

    /// <summary>One of each, with its defaults.</summary>
    internal IReadOnlyList<T> All { get; } = Array.ConvertAll(entries, entry => entry.Example);

    /// <summary>All names, for messages and help.</summary>
    internal string Names => string.Join(", ", Array.ConvertAll(_entries, entry => nameOf(entry.Example)));

    /// <exception cref="ArgumentException">There is none of this name; the message lists those there are.</exception>
    internal T Get(string name)
    {
        var index = IndexOf(name);
        if (index < 0) Throw.Argument(nameof(name), $"There is no {family} '{name}'; there are {Names}.");
        return _entries[index].Example;
    }

    /// <exception cref="ArgumentException">The catalogue holds no such type, so it could not be read again.</exception>
    internal void Write(Utf8JsonWriter writer, T item)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(item);
        var index = IndexOf(nameOf(item));
        if (index < 0 || _entries[index].Example.GetType() != item.GetType())
            Throw.Argument(nameof(item),
                $"The {family} '{nameOf(item)}' ({item.GetType().Name}) is not in the catalogue, so it cannot be saved.");
        writer.WriteStartObject();
        writer.WriteString("name", nameOf(item));
        writeOptions(item, writer);
        writer.WriteEndObject();
    }

    /// <exception cref="FormatException">The object is none of ours; the message names what is wrong.</exception>
    internal T Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String) return _entries[Named(json)].Example;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("name", out var property)
            || property.ValueKind != JsonValueKind.String)
            throw new FormatException($"The {family} must be a JSON object with a name, or the name alone.");
        var index = Named(property);
        var name = nameOf(_entries[index].Example);
        try
        {
            return _entries[index].Read(json);
        }
        catch (ArgumentException refused)
        {
            throw new FormatException($"The {family} '{name}': {refused.Message}", refused);
        }
    }

    private int Named(JsonElement json)
    {
        var name = JsonFields.Text(json, $"The {family}'s name");
        var index = IndexOf(name);
        return index >= 0 ? index : throw new FormatException($"There is no {family} '{name}'; there are {Names}.");
    }

    private int IndexOf(string name) => Array.FindIndex(_entries, entry => nameOf(entry.Example) == name);
}
