using System.Text.Json;

namespace Spans.Initializers;

/// <summary>Every initializer that files and the command line can name.</summary>
public static class InitializerCatalogue
{
    private static readonly Catalogue<IInitializer> s_catalogue = new(
        "initializer", initializer => initializer.Name, (initializer, writer) => initializer.WriteOptions(writer),
        (new Zeros(), json => Plain(json, new Zeros())),
        (new Constant(), Constant.Read),
        (new Normal(), Normal.Read),
        (new Uniform(), Uniform.Read),
        (new GlorotUniform(), GlorotUniform.Read),
        (new GlorotNormal(), GlorotNormal.Read),
        (new HeUniform(), HeUniform.Read),
        (new HeNormal(), HeNormal.Read),
        (new LeCunUniform(), json => Plain(json, new LeCunUniform())),
        (new LeCunNormal(), json => Plain(json, new LeCunNormal())),
        (new Orthogonal(), json => Plain(json, new Orthogonal())),
        (new TorchDefault(), json => Plain(json, new TorchDefault())));

    // What others call them.
    private static readonly (string Alias, string Name)[] s_aliases =
    [
        ("xavier", "glorot-normal"), ("xavier-normal", "glorot-normal"), ("xavier-uniform", "glorot-uniform"),
        ("glorot", "glorot-normal"),
        ("he", "he-normal"), ("kaiming", "he-normal"), ("kaiming-normal", "he-normal"), ("kaiming-uniform", "he-uniform"),
        ("lecun", "lecun-normal"),
    ];

    /// <summary>One of each, with its defaults.</summary>
    public static IReadOnlyList<IInitializer> All => s_catalogue.All;

    /// <summary>All names, in a row for help and messages.</summary>
    public static string Names => s_catalogue.Names;

    /// <summary>
    /// The initializer called <paramref name="name"/>, with its defaults; <c>xavier</c>, <c>he</c> and <c>kaiming</c> are known
    /// too.
    /// </summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static IInitializer Get(string name)
    {
        foreach (var (alias, official) in s_aliases)
            if (alias == name) return s_catalogue.Get(official);
        return s_catalogue.Get(name);
    }

    /// <summary>Writes the initializer as a JSON object: its name and its configuration.</summary>
    /// <exception cref="ArgumentException">The catalogue does not hold such an initializer, so it could not be read
    /// again.</exception>
    public static void Write(Utf8JsonWriter writer, IInitializer initializer) => s_catalogue.Write(writer, initializer);

    /// <summary>Reads what <see cref="Write"/> wrote; absent properties are the defaults.</summary>
    /// <exception cref="FormatException">The object is none of ours; the message names what is wrong.</exception>
    public static IInitializer Read(JsonElement json) => s_catalogue.Read(json);

    private static IInitializer Plain(JsonElement json, IInitializer initializer)
    {
        _ = new JsonFields(json, $"Initializer '{initializer.Name}'", "name");
        return initializer;
    }
}
