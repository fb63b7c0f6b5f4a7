using System.Globalization;
using Spans.Chains;
using Spans.Networks;

namespace Spans.Cli.Presentation;

/// <summary>A network in one line.</summary>
internal static class NetworkText
{
    /// <summary><c>[784] → Dense(Relu) [128] → Dense(Identity) [10], 101770 parameters</c>.</summary>
    internal static string Line(Network network)
    {
        var text = network.Input.ToString();
        foreach (var layer in network.Plan.Chain.Layers) text += $" → {LayerName.Of(layer.Layer)} {layer.Spec.Output}";
        return text + string.Create(CultureInfo.InvariantCulture, $", {network.ParameterCount} parameters");
    }

    /// <summary>The memory plan of one prediction, hyperparameters apart from parameters, and what the numbers mean.</summary>
    internal static void Write(TextWriter output, Network network)
    {
        output.WriteLine(Line(network));
        output.Write(network.Plan.ToString());
        output.WriteLine($"link: {network.Card.Link}");
        if (network.Card.Preprocessing is not { } preprocessing) return;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"input: {preprocessing.RawInputs} raw values to {preprocessing.InputShape}"));
        if (network.Card.ClassNames.Count > 0)
            output.WriteLine($"classes: {Failure.OneLine(string.Join(", ", network.Card.ClassNames))}");
        else output.WriteLine($"targets: {Failure.OneLine(string.Join(", ", preprocessing.Target.Names))}");
    }
}
