using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Cli.Running;
using Spans.Data;
using Spans.Diagnostics.Learning;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X5: sigmoid in deep networks makes gradients vanish towards the input; ReLU keeps them. The gradient of each layer's weights
/// at the first step.
/// </summary>
internal sealed class VanishingGradients : IExperiment
{
    private readonly DataOptions _data = new();
    private readonly Option<int> _depth = Checked.Integer("--depth", "Hidden layers", 10, 2, 100);

    public string Name => "vanishing-gradients";

    public string Summary => "With sigmoid the gradients of a deep network vanish towards the input; with ReLU they stay";

    public IReadOnlyList<Option> Options => [.. _data.All, _depth];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        IActivation[] activations = [new Sigmoid(), new Tanh(), new Relu()];
        var series = new List<Series>();
        foreach (var activation in activations)
        {
            arguments.Begin(activation.Name);
            series.Add(Series.Counted(activation.Name, Gradients(activation, problem, arguments)));
        }
        double Ratio(int i) => series[i].Y[0] / series[i].Y[^1];
        return new LabReport($"{problem.Title}; {arguments.Get(_depth)} hidden layers of 50, first batch of 100",
            [
                new CurvesExhibit("gradient of the weights", new Axis("layer"), new Axis("root mean square", true), series),
                new HeatMapExhibit("how many powers of ten", new Axis("layer"), new Axis("activation"),
                    [.. series.Select(static s => s with { Y = [.. s.Y.Select(Math.Log10)] })]),
                new TableExhibit("towards the input", ["activation", "first layer", "last hidden layer", "ratio"],
                    [.. series.Select((s, i) => (IReadOnlyList<string>)[s.Name, Text(s.Y[0]), Text(s.Y[^1]), Text(Ratio(i))])]),
            ],
            [
                new Finding("sigmoid's gradients vanish towards the input", Ratio(0) < 1e-3,
                    $"the first layer's is {Text(Ratio(0))} of the last's"),
                new Finding("ReLU's stay", Ratio(2) > 0.05, $"the first layer's is {Text(Ratio(2))} of the last's"),
            ]);
    }

    // Inputs are read from the second hidden layer on: all of those have 50.
    private double[] Gradients(IActivation activation, Problem problem, LabArguments arguments)
    {
        var hidden = new int[arguments.Get(_depth) + 1];
        Array.Fill(hidden, 50);
        var layers =
            new MultiLayerPerceptron { Hidden = hidden, Outputs = problem.Train.Data.Outputs, Activation = activation }.Layers();
        using var network = new Network(problem.Train.Data.InputShape, layers, arguments.Seed);
        var batchSize = Math.Min(100, problem.Train.Count);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd(),
            new TrainerOptions { BatchSize = batchSize, Threads = arguments.Threads });
        var monitor = new LearningMonitor(trainer, problem.Train);
        var observer = monitor.Observer;
        using var loader = new BatchLoader(problem.Train, batchSize, shuffle: true, arguments.Seed);
        loader.BeginEpoch(0);
        loader.Next(out var batch);
        trainer.Step(batch, ref observer);
        return [.. monitor.Layers.Skip(1).Take(hidden.Length - 1).Select(static layer => layer.Tensors[0].FirstGradientRms)];
    }
}
