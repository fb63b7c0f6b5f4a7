using Spans.Activations;
using Spans.Chains;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Initializers;
using Spans.Layers;
using Spans.Networks;
using Spans.Random;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X6: the outputs of five layers of 100 units for weights of standard deviation 1 and 0.01, Xavier's and He's, under sigmoid,
/// tanh and ReLU: piled at the ends, all alike, well spread.
/// </summary>
internal sealed class InitialValues : IExperiment
{
    private const int Units = 100;
    private const int Layers = 5;
    private const int Rows = 1000;
    private const int Bins = 30;

    public string Name => "initial-values";

    public string Summary =>
        "Outputs of five layers for initial weights of std 1, 0.01, Xavier and He: piled up, all alike, well spread";

    public LabReport Run(LabArguments arguments)
    {
        IActivation[] activations = [new Sigmoid(), new Tanh(), new Relu()];
        var exhibits = new List<IExhibit>();
        var rows = new List<IReadOnlyList<string>>();
        var spreads = new Dictionary<string, Spread[]>();
        foreach (var activation in activations)
        {
            foreach (var (label, deviation) in Deviations())
            {
                var name = $"{activation.Name}, {label}";
                arguments.Begin(name);
                var outputs = Outputs(activation, (float)deviation, arguments.Seed);
                var (low, high) = activation.Name == "tanh" ? (-1.0, 1.0) : (0.0, 1.0);
                exhibits.Add(new HistogramExhibit(name, new Axis("output"), [.. outputs.Select((layer, i) =>
                    HistogramExhibit.Count($"layer {i + 1}", layer, low, high, Bins))]));
                spreads[name] = [.. outputs.Select(layer => Spread.Of(layer, low, high))];
                rows.Add(
                    [name, Text(spreads[name][0].Deviation), Text(spreads[name][^1].Deviation), Text(spreads[name][^1].AtEnds)]);
            }
        }
        exhibits.Add(new TableExhibit(
            "spread", ["activation and weights", "std of layer 1", "std of layer 5", "share at the ends"], rows));
        return new LabReport($"{Rows} normal inputs through {Layers} layers of {Units}", exhibits,
        [
            new Finding("with std 1 sigmoid's outputs pile up at 0 and 1", spreads["sigmoid, std 1"][^1].AtEnds > 0.5,
                $"{Text(spreads["sigmoid, std 1"][^1].AtEnds)} of them within 5 % of an end"),
            new Finding("with std 1 tanh's outputs pile up at −1 and 1", spreads["tanh, std 1"][^1].AtEnds > 0.5,
                $"{Text(spreads["tanh, std 1"][^1].AtEnds)} of them within 5 % of an end"),
            new Finding("with std 0.01 sigmoid's outputs are all alike", spreads["sigmoid, std 0.01"][^1].Deviation < 0.03,
                $"std {Text(spreads["sigmoid, std 0.01"][^1].Deviation)}"),
            new Finding("with std 0.01 ReLU's outputs vanish", spreads["relu, std 0.01"][^1].Deviation < 0.01,
                $"std {Text(spreads["relu, std 0.01"][^1].Deviation)}"),
            new Finding("with Xavier's weights tanh's outputs stay spread",
                spreads["tanh, Xavier"][^1] is { AtEnds: < 0.2, Deviation: > 0.2 },
                $"std {Text(spreads["tanh, Xavier"][^1].Deviation)} in layer 5"),
            new Finding("with Xavier's weights ReLU's outputs shrink from layer to layer",
                spreads["relu, Xavier"][^1].Deviation < 0.5 * spreads["relu, Xavier"][0].Deviation,
                $"std {Text(spreads["relu, Xavier"][0].Deviation)} in layer 1, {Text(spreads["relu, Xavier"][^1].Deviation)} in layer 5"),
            new Finding("with He's weights ReLU's outputs stay spread",
                spreads["relu, He"][^1].Deviation > 0.6 * spreads["relu, He"][0].Deviation,
                $"std {Text(spreads["relu, He"][0].Deviation)} in layer 1, {Text(spreads["relu, He"][^1].Deviation)} in layer 5"),
        ]);
    }

    private static IEnumerable<(string Label, double Deviation)> Deviations() =>
        [("std 1", 1), ("std 0.01", 0.01), ("Xavier", Math.Sqrt(1.0 / Units)), ("He", Math.Sqrt(2.0 / Units))];

    // A network's first layers are the same whatever stands behind them, so each depth is a network of its own.
    private static float[][] Outputs(IActivation activation, float deviation, ulong seed)
    {
        var inputs = new float[Rows * Units];
        RngFill.Normal(new Rng(seed, 0, 0), 0, inputs);
        var outputs = new float[Layers][];
        var layers = new List<ILayer>();
        for (var i = 0; i < Layers; i++)
        {
            layers.Add(Dense.Create(Units, activation, new Normal { StandardDeviation = deviation }));
            using var network = new Network([Units], layers, seed);
            network.Forward(inputs, outputs[i] = new float[Rows * Units], Rows);
        }
        return outputs;
    }

    private readonly record struct Spread(double Deviation, double AtEnds)
    {
        internal static Spread Of(float[] values, double low, double high)
        {
            var (sum, squares, ends, margin) = (0.0, 0.0, 0, 0.05 * (high - low));
            foreach (double value in values)
            {
                sum += value;
                squares += value * value;
                if (value < low + margin || value > high - margin) ends++;
            }
            var mean = sum / values.Length;
            return new Spread(Math.Sqrt(Math.Max(0, squares / values.Length - mean * mean)), (double)ends / values.Length);
        }
    }
}
