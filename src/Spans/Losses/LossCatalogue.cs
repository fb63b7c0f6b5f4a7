using System.Text.Json;

namespace Spans.Losses;

/// <summary>Every loss that files and the command line can name.</summary>
public static class LossCatalogue
{
    /// <summary>One entry for each loss.</summary>
    public static IReadOnlyList<LossEntry> All { get; } =
    [
        new(new SumOfSquares(), static json => Plain(json, new SumOfSquares())),
        new(new MeanSquaredError(), static json => Plain(json, new MeanSquaredError())),
        new(new MeanAbsoluteError(), static json => Plain(json, new MeanAbsoluteError())),
        new(new Huber(), Huber.Read),
        new(new BinaryCrossEntropy(), static json => Plain(json, new BinaryCrossEntropy())),
        new(new BinaryCrossEntropyWithLogits(), BinaryCrossEntropyWithLogits.Read),
        new(new CrossEntropy(), CrossEntropy.Read),
        new(new SoftmaxCrossEntropy(), SoftmaxCrossEntropy.Read),
        new(new GaussianNegativeLogLikelihood(), GaussianNegativeLogLikelihood.Read),
    ];

    /// <summary>The loss called <paramref name="name"/>, with its defaults.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static ILoss Get(string name) =>
        Find(name)?.Example ?? throw new ArgumentException($"There is no loss '{name}'; there are {Names}.", nameof(name));

    /// <summary>Writes the loss as a JSON object: its name and its configuration.</summary>
    /// <exception cref="ArgumentException">The catalogue does not hold such a loss, so it could not be read again.</exception>
    public static void Write(Utf8JsonWriter writer, ILoss loss)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(loss);
        if (Find(loss.Name)?.Example.GetType() != loss.GetType())
            throw new ArgumentException(
                $"Loss '{loss.Name}' ({loss.GetType().Name}) is not in the catalogue, so it cannot be saved.", nameof(loss));
        writer.WriteStartObject();
        writer.WriteString("name", loss.Name);
        loss.WriteOptions(writer);
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The object is none of ours; the message names what is wrong.</exception>
    public static ILoss Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("name", out var name)
            || name.ValueKind != JsonValueKind.String)
            throw new FormatException("A loss must be a JSON object with a name.");
        if (Find(name.GetString()!) is not { } entry)
            throw new FormatException($"There is no loss '{name.GetString()}'; there are {Names}.");
        try
        {
            return entry.Read(json);
        }
        catch (ArgumentException refused)
        {
            throw new FormatException($"Loss '{entry.Name}': {refused.Message}", refused);
        }
    }

    private static string Names
    {
        get
        {
            var names = new string[All.Count];
            for (var i = 0; i < names.Length; i++) names[i] = All[i].Name;
            return string.Join(", ", names);
        }
    }

    private static ILoss Plain(JsonElement json, ILoss loss)
    {
        _ = new JsonFields(json, $"Loss '{loss.Name}'", "name");
        return loss;
    }

    private static LossEntry? Find(string name)
    {
        foreach (var entry in All)
            if (entry.Name == name) return entry;
        return null;
    }
}
