using System.Text.Json;
using Spans.Data;
using Spans.Losses;

namespace Spans.Networks;

/// <summary>What the numbers that go into a network and come out of it mean. Saved with the model.</summary>
public sealed record ModelCard
{
    /// <summary>What turns the raw output into what a person reads: softmax, sigmoid or nothing.</summary>
    public Link Link { get; init; }

    /// <summary>
    /// How raw data became the network's input, and what its outputs stand for; null where the caller sees to that.
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The name of each class, by its number; empty for regression or where unknown.</summary>
    public IReadOnlyList<string> ClassNames => Preprocessing?.Target.ClassNames ?? [];

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("link", NameOf(Link));
        if (Preprocessing is { } preprocessing)
        {
            json.WritePropertyName("preprocessing");
            preprocessing.Write(json);
        }
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">The object is no card.</exception>
    /// <exception cref="DataException">Its preprocessing is amiss.</exception>
    internal static ModelCard Read(JsonElement element)
    {
        var fields = new JsonFields(element, "The model's card", "link", "preprocessing");
        return new ModelCard
        {
            Link = LinkOf(fields.String("link")),
            Preprocessing = fields.Has("preprocessing") ? Preprocessing.Read(fields.Element("preprocessing")) : null,
        };
    }

    private static string NameOf(Link link) => link switch
    {
        Link.Softmax => "softmax",
        Link.Sigmoid => "sigmoid",
        _ => "identity",
    };

    private static Link LinkOf(string name) => name switch
    {
        "softmax" => Link.Softmax,
        "sigmoid" => Link.Sigmoid,
        "identity" => Link.Identity,
        _ => throw new FormatException($"The model's link '{name}' is none of softmax, sigmoid, identity."),
    };
}
