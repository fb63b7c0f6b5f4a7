using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Spans.Activations;

/// <summary>
/// Every activation that files and the command line can name. An activation of your own works wherever its type is named
/// (<c>new Dense&lt;Mine&gt;(units)</c>); only what finds it by name or writes it to a file needs an entry here.
/// </summary>
public static class ActivationCatalogue
{
    private static readonly Entry[] s_entries =
    [
        new Entry<Identity>(),
        new Entry<Step>(),
        new Entry<Sigmoid>(),
        new Entry<Tanh>(),
        new Entry<Relu>(),
        new Entry<LeakyRelu>(LeakyRelu.Read, static (json, f) => f.Write(json)),
        new Entry<Elu>(Elu.Read, static (json, f) => f.Write(json)),
        new Entry<Selu>(),
        new Entry<Gelu>(),
        new Entry<GeluTanh>(),
        new Entry<Silu>(),
        new Entry<Softplus>(Softplus.Read, static (json, f) => f.Write(json)),
        new Entry<Mish>(),
        new Entry<HardSigmoid>(),
        new Entry<HardTanh>(HardTanh.Read, static (json, f) => f.Write(json)),
        new Entry<HardSwish>(),
        new Entry<Relu6>(),
        new Entry<Softsign>(),
    ];

    /// <summary>One of each kind, with its default parameters.</summary>
    public static IReadOnlyList<IActivation> All { get; } = Array.ConvertAll(s_entries, static entry => entry.Example);

    /// <summary>Finds the activation called <paramref name="name"/>, with its default parameters.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out IActivation? activation)
    {
        activation = Find(name)?.Example;
        return activation is not null;
    }

    /// <summary>The activation called <paramref name="name"/>, with its default parameters.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static IActivation Get(string name) =>
        Find(name)?.Example ?? throw new ArgumentException($"There is no activation '{name}'; there are {Names}.", nameof(name));

    /// <summary>Writes an activation as a JSON object: its name and its parameters.</summary>
    /// <exception cref="NotSupportedException">The catalogue does not hold its type, so it could not be read again.</exception>
    public static void Write(Utf8JsonWriter json, IActivation activation)
    {
        ArgumentNullException.ThrowIfNull(json);
        var entry = EntryOf(activation) ?? throw new NotSupportedException(
            $"Activation '{activation.Name}' ({activation.GetType().Name}) is one of your own and cannot be written to a file; "
            + "only those of the catalogue can.");
        json.WriteStartObject();
        json.WriteString("name", activation.Name);
        entry.Write(json, activation);
        json.WriteEndObject();
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote, or a name alone; parameters that are not there have their defaults.
    /// </summary>
    /// <exception cref="FormatException">The object describes no activation; the message says why.</exception>
    public static IActivation Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String) return Named(json).Example;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("name", out var name)
            || name.ValueKind != JsonValueKind.String)
            throw new FormatException("An activation must be its name, or a JSON object with a string property 'name'.");
        var entry = Named(name);
        try
        {
            return entry.Read(json);
        }
        catch (ArgumentException refused)
        {
            throw new FormatException($"Activation '{entry.Example.Name}': {refused.Message}", refused);
        }
    }

    /// <summary>
    /// Calls <paramref name="visitor"/> with the activation's own type, without reflection: the compiler sees every
    /// instantiation.
    /// </summary>
    /// <exception cref="ArgumentException">The catalogue does not hold the activation's type.</exception>
    public static TResult Visit<TVisitor, TResult>(IActivation activation, TVisitor visitor)
        where TVisitor : IActivationVisitor<TResult>
    {
        var entry = EntryOf(activation) ?? throw new ArgumentException(
            $"Activation '{activation.Name}' ({activation.GetType().Name}) is not in the catalogue: name its type in code instead, "
            + $"as new Dense<{activation.GetType().Name}>(units).", nameof(activation));
        return entry.Visit<TVisitor, TResult>(activation, visitor);
    }

    private static string Names => string.Join(", ", Array.ConvertAll(s_entries, static entry => entry.Example.Name));

    private static Entry Named(JsonElement json)
    {
        var name = JsonFields.Text(json, "An activation's name");
        return Find(name) ?? throw new FormatException($"There is no activation '{name}'; there are {Names}.");
    }

    private static Entry? Find(string name) => Array.Find(s_entries, entry => entry.Example.Name == name);

    private static Entry? EntryOf(IActivation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return Array.Find(s_entries, entry => entry.Holds(activation));
    }

    private abstract class Entry
    {
        public abstract IActivation Example { get; }

        public abstract bool Holds(IActivation activation);

        public abstract IActivation Read(JsonElement json);

        public abstract void Write(Utf8JsonWriter json, IActivation activation);

        public abstract TResult Visit<TVisitor, TResult>(IActivation activation, TVisitor visitor)
            where TVisitor : IActivationVisitor<TResult>;
    }

    private sealed class Entry<TActivation>(
        Func<JsonElement, TActivation>? read = null, Action<Utf8JsonWriter, TActivation>? write = null) : Entry
        where TActivation : struct, IActivation
    {
        public override IActivation Example { get; } = default(TActivation);

        public override bool Holds(IActivation activation) => activation is TActivation;

        public override IActivation Read(JsonElement json)
        {
            if (read is not null) return read(json);
            _ = new JsonFields(json, $"Activation '{Example.Name}'", "name");
            return Example;
        }

        public override void Write(Utf8JsonWriter json, IActivation activation) => write?.Invoke(json, (TActivation)activation);

        public override TResult Visit<TVisitor, TResult>(IActivation activation, TVisitor visitor) =>
            visitor.Visit((TActivation)activation);
    }
}
