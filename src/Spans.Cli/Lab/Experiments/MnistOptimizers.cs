using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Cli.Running;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X3: on MNIST Momentum, AdaGrad and Adam learn faster than SGD. Five layers, four hidden of 100 with ReLU and He's initial
/// weights, batches of 128, learning rates as in the textbook; the drawn digits unless a folder is given.
/// </summary>
internal sealed class MnistOptimizers : IExperiment
{
    private const int Batch = 128;
    private const int Smoothing = 25;

    private readonly DataOptions _data = new();
    private readonly Option<int> _steps = Checked.Integer("--steps", "Updates of each optimizer", 1000, 2 * Smoothing, 1_000_000);

    public string Name => "mnist-optimizers";

    public string Summary => "On images of digits Momentum, AdaGrad and Adam learn faster than SGD";

    public IReadOnlyList<Option> Options => [.. _data.All, _steps];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        IOptimizer[] optimizers =
        [
            new Sgd { LearningRate = 0.01f }, new Momentum { LearningRate = 0.01f }, new AdaGrad { LearningRate = 0.01f },
            new Adam { LearningRate = 0.001f },
        ];
        var runs = new List<OptimizerCurve>();
        foreach (var optimizer in optimizers)
        {
            arguments.Begin(optimizer.Name);
            runs.Add(Train(optimizer, problem, arguments));
        }
        var sgd = runs[0];
        return new LabReport(
            $"{problem.Title}; 4 hidden layers of 100, ReLU, batch {Batch}",
            [
                new CurvesExhibit(
                    "loss curves", new Axis("updates"), new Axis("training loss", true), [.. runs.Select(static r => r.Curve)]),
                new TableExhibit("after the last update",
                    ["optimizer", "learning rate", "mean loss", "last loss", "updates to SGD's last loss", "test accuracy", "s"],
                    [.. runs.Select(r => (IReadOnlyList<string>)
                    [
                        r.Optimizer.Name, Text(r.Optimizer.LearningRate, "G4"), Text(r.MeanLoss, "G4"), Text(r.LastLoss, "G4"),
                        r.UpdatesTo(sgd.LastLoss), Text(r.TestAccuracy, "G4"),
                        Text(r.Seconds, "F1"),
                    ])]),
            ],
            [.. runs.Skip(1).Select(r => new Finding($"{r.Optimizer.Name} learns faster than {sgd.Optimizer.Name}",
                r.MeanLoss < sgd.MeanLoss && r.LastLoss < sgd.LastLoss,
                $"mean loss {Text(r.MeanLoss, "G4")} against {Text(sgd.MeanLoss, "G4")}, SGD's last loss reached after {r.UpdatesTo(sgd.LastLoss)} updates"))]);
    }

    private OptimizerCurve Train(IOptimizer optimizer, Problem problem, LabArguments arguments)
    {
        var layers = new MultiLayerPerceptron
        {
            Hidden = [100, 100, 100, 100], Outputs = problem.Train.Data.Outputs,
            Activation = new Relu()
        }.Layers();
        using var network = new Network(problem.Train.Data.InputShape, layers, arguments.Seed);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), optimizer, new TrainerOptions { BatchSize = Batch, Threads = arguments.Threads });
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var losses = StepLosses.Of(trainer, problem.Train, arguments.Get(_steps), arguments);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new OptimizerCurve(
            optimizer, Smooth(losses), trainer.Evaluate(problem.Test ?? problem.Train).Accuracy ?? double.NaN, seconds);
    }

    // The mean of so many updates: a batch's own loss jumps about.
    private static double[] Smooth(double[] losses)
    {
        var means = new double[losses.Length / Smoothing];
        for (var i = 0; i < means.Length; i++) means[i] = losses.AsSpan(i * Smoothing, Smoothing).ToArray().Average();
        return means;
    }

    private sealed record OptimizerCurve(IOptimizer Optimizer, double[] Losses, double TestAccuracy, double Seconds)
    {
        internal double MeanLoss => Losses.Average();

        internal double LastLoss => Losses[^1];

        internal Series Curve => new(Optimizer.Name, [.. Losses.Select(static (_, i) => (i + 1.0) * Smoothing)], Losses);

        internal string UpdatesTo(double loss)
        {
            var place = Array.FindIndex(Losses, value => value <= loss);
            return place < 0 ? "-" : $"{(place + 1) * Smoothing}";
        }
    }
}
