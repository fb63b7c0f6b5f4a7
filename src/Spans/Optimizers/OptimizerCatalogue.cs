using System.Text.Json;

namespace Spans.Optimizers;

/// <summary>Every optimizer that files and the command line can name.</summary>
public static class OptimizerCatalogue
{
    private static readonly Catalogue<IOptimizer> s_catalogue = new(
        "optimizer", optimizer => optimizer.Name, (optimizer, writer) => optimizer.WriteOptions(writer),
        (new Sgd(), Sgd.Read),
        (new Momentum(), Optimizers.Momentum.Read),
        (new Nesterov(), Nesterov.Read),
        (new AdaGrad(), AdaGrad.Read),
        (new RmsProp(), RmsProp.Read),
        (new Adadelta(), Adadelta.Read),
        (new Adam(), Adam.Read),
        (new AdamW(), AdamW.Read),
        (new NAdam(), NAdam.Read),
        (new Lion(), Lion.Read));

    /// <summary>One of each, with its defaults.</summary>
    public static IReadOnlyList<IOptimizer> All => s_catalogue.All;

    /// <summary>All names, in a row for help and messages.</summary>
    public static string Names => s_catalogue.Names;

    /// <summary>The optimizer called <paramref name="name"/>, with its defaults but for what is given.</summary>
    /// <param name="name">As in <see cref="IOptimizer.Name"/>.</param>
    /// <param name="learningRate">Null for the optimizer's own.</param>
    /// <param name="weightDecay">Null for the optimizer's own.</param>
    /// <exception cref="ArgumentException">There is none of this name, or a number is out of range.</exception>
    public static IOptimizer Get(string name, float? learningRate = null, float? weightDecay = null)
    {
        var optimizer = s_catalogue.Get(name);
        return learningRate is null && weightDecay is null ? optimizer : optimizer.With(learningRate, weightDecay);
    }

    /// <summary>Writes the optimizer as a JSON object: its name and its configuration.</summary>
    /// <exception cref="ArgumentException">The catalogue does not hold such an optimizer, so it could not be read
    /// again.</exception>
    public static void Write(Utf8JsonWriter writer, IOptimizer optimizer) => s_catalogue.Write(writer, optimizer);

    /// <summary>Reads what <see cref="Write"/> wrote; absent properties are the defaults.</summary>
    /// <exception cref="FormatException">The object is none of ours; the message names what is wrong.</exception>
    public static IOptimizer Read(JsonElement json) => s_catalogue.Read(json);
}
