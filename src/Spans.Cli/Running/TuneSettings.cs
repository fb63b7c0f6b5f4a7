using System.Globalization;
using Spans.Activations;
using Spans.Initializers;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Tuning;

namespace Spans.Cli.Running;

/// <summary>What the hyperparameters of a trial mean: the options of <c>spans train</c> by the same names.</summary>
internal static class TuneSettings
{
    private const int SmallestImage = 12;

    /// <summary>The hyperparameters that may be searched.</summary>
    internal static string[] Names { get; } =
        ["learning-rate", "weight-decay", "optimizer", "batch", "network", "hidden", "layers", "units", "activation", "init",
            "dropout", "batch-norm"];

    /// <summary>
    /// What is searched where no space is given: what matters most, over ranges that suit most data; for images a LeNet too.
    /// </summary>
    internal static SearchSpace DefaultFor(Shape input)
    {
        Hyperparameter layers = new IntegerRange("layers", 1, 3), units = new IntegerRange("units", 32, 512, Log: true);
        List<Hyperparameter> space =
        [
            new LogUniformRange("learning-rate", 3e-4, 1e-2), new LogUniformRange("weight-decay", 1e-7, 1e-3),
            new Choice("batch", ["16", "32", "64"]),
            new UniformRange("dropout", 0, 0.3),
        ];
        var isImage = input.Rank == 3 && Math.Min(input[1], input[2]) >= SmallestImage;
        if (!isImage) return new SearchSpace([.. space, layers, units]);
        return new SearchSpace(
        [
            .. space, new Choice("network", ["mlp", "lenet"]), layers with { When = "network", WhenValues = ["mlp"] },
            units with { When = "network", WhenValues = ["mlp"] },
        ]);
    }

    /// <exception cref="UsageException">The space has a hyperparameter that there is none of.</exception>
    internal static void Check(SearchSpace space, string file)
    {
        foreach (var dimension in space.Dimensions)
            if (Array.IndexOf(Names, dimension.Name) < 0)
                throw new UsageException(
                    $"--space {file} has a hyperparameter '{dimension.Name}' but may have {string.Join(", ", Names)}.");
    }

    internal static Network Network(TrialSettings settings, Shape input, int outputs, ulong seed) =>
        new(input, NetworkCatalogue.Layers(
        Text(settings, "network", "mlp"), input, new NetworkOptions
        {
            Hidden = Hidden(settings),
            Outputs = outputs,
            Activation = ActivationCatalogue.Get(Text(settings, "activation", "relu")),
            Weight = settings.Has("init") ? InitializerCatalogue.Get(settings.Text("init")) : null,
            BatchNorm = Text(settings, "batch-norm", "false") == "true",
            Dropout = settings.Has("dropout") ? (float)settings.Number("dropout") : 0,
        }), seed);

    internal static IOptimizer Optimizer(TrialSettings settings) => OptimizerCatalogue.Get(
        Text(settings, "optimizer", "adam"),
        settings.Has("learning-rate") ? (float)settings.Number("learning-rate") : null,
        settings.Has("weight-decay") ? (float)settings.Number("weight-decay") : 0);

    internal static int Batch(TrialSettings settings) => settings.Has("batch") ? settings.Integer("batch") : 64;

    // hidden 128,64; or layers of equally many units.
    private static int[] Hidden(TrialSettings settings)
    {
        if (settings.Has("hidden"))
            return settings.Text("hidden") is "0" ? [] : Array.ConvertAll(
                settings.Text("hidden").Split(','), static word =>
                    int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture));
        var hidden = new int[settings.Has("layers") ? settings.Integer("layers") : 1];
        Array.Fill(hidden, settings.Has("units") ? settings.Integer("units") : 128);
        return hidden;
    }

    private static string Text(TrialSettings settings, string name, string otherwise) =>
        settings.Has(name) ? settings.Text(name) : otherwise;
}
