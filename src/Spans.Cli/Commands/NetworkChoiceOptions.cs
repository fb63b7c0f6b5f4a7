using System.CommandLine;
using System.Globalization;
using Spans.Activations;
using Spans.Cli.Running;
using Spans.Initializers;

namespace Spans.Cli.Commands;

/// <summary>The options that say which network: a ready-made one and what it is made of, or a file of layers.</summary>
internal sealed class NetworkChoiceOptions
{
    private readonly Option<string> _network = Checked.Text(
        "--network",
        $"A ready-made network, sized to the data: {string.Join(", ", NetworkChoice.Names)}; or a .json file of layers, such as "
        + """{"layers":[{"type":"conv-2d","filters":8,"kernel":3,"activation":"relu"},{"type":"dense","units":10}]}""", "mlp");

    private readonly Option<string> _hidden =
        Checked.Text("--hidden", "Units of each hidden layer of mlp, separated by commas; 0 for none", "256,128");
    private readonly Option<string> _activation = Checked.OneOf(
        "--activation", "Activation of the hidden layers", "relu", [.. ActivationCatalogue.All.Select(static a => a.Name)]);

    private readonly Option<bool> _batchNorm = new("--batch-norm")
    {
        Description = "Batch normalisation in the hidden layers of mlp and lenet; the others always have it",
    };

    private readonly Option<double> _dropout =
        Checked.Share("--dropout", "Probability with which training drops a hidden unit", 0);
    private readonly Option<string> _init = Checked.OneOf(
        "--init", "What fills the weights; what suits the activation otherwise", null,
        [.. InitializerCatalogue.All.Select(static i => i.Name)]);

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _network, _hidden, _activation, _batchNorm, _dropout, _init }) command.Add(option);
    }

    /// <summary><c>--network</c>.</summary>
    /// <exception cref="UsageException">There is no such network, or an option is given that it would not hear.</exception>
    internal string Network(ParseResult parsed)
    {
        var text = parsed.GetValue(_network)!;
        var isFile = NetworkChoice.IsFile(text);
        if (!isFile && Array.IndexOf(NetworkChoice.Names, text) < 0)
            throw new UsageException(
                $"--network is '{text}' but must be one of {string.Join(", ", NetworkChoice.Names)}, or a .json file.");
        if (text != "mlp" && IsGiven(parsed, _hidden))
            throw new UsageException($"--hidden is for --network mlp; {text} has layers of its own.");
        foreach (var option in (Option[])[_activation, _batchNorm, _dropout, _init])
            if (isFile && IsGiven(parsed, option))
                throw new UsageException($"{option.Name} is for ready-made networks; the layers of {text} stand in the file.");
        return text;
    }

    /// <summary><c>--hidden</c>.</summary>
    /// <exception cref="UsageException">It is no list of positive numbers.</exception>
    internal int[] Hidden(ParseResult parsed)
    {
        var text = parsed.GetValue(_hidden)!;
        if (text == "0") return [];
        var words = Checked.Split(text);
        var units = new int[words.Length];
        for (var i = 0; i < units.Length; i++)
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out units[i]) || units[i] < 1)
                throw new UsageException(
                    $"--hidden is '{text}' but must be positive numbers separated by commas, such as 128,64.");
        return units;
    }

    internal string Activation(ParseResult parsed) => parsed.GetValue(_activation)!;

    internal bool BatchNorm(ParseResult parsed) => parsed.GetValue(_batchNorm);

    internal float Dropout(ParseResult parsed) => (float)parsed.GetValue(_dropout);

    internal string? Initializer(ParseResult parsed) => parsed.GetValue(_init);

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
