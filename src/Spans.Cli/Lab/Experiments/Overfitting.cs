using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Data;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X8: 300 rows and a network of seven layers: all of them learned by heart, with a wide gap to the test that weight decay and
/// dropout narrow.
/// </summary>
internal sealed class Overfitting : IExperiment
{
    private const int Rows = 300;

    private readonly DataOptions _data = new();
    private readonly Option<int> _epochs = Checked.Integer("--epochs", "Epochs of each network", 200, 10, 10_000);

    public string Name => "overfitting";

    public string Summary => "A large network learns 300 rows by heart; weight decay and dropout narrow the gap to the test";

    public IReadOnlyList<Option> Options => [.. _data.All, _epochs];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        if (problem.Test is not { } test) throw new UsageException("--data must have test rows: give --test a share above 0.");
        var train = problem.Train.Data.View(problem.Train.Rows.Take(Rows));
        Outcome[] outcomes =
        [
            Fit("plain", train, test, 0, 0, arguments), Fit("weight decay", train, test, 0.1f, 0, arguments),
            Fit("dropout", train, test, 0, 0.2f, arguments),
        ];
        return new LabReport($"{problem.Title}; {train.Count} rows to train, 6 hidden layers of 100, SGD",
            [
                .. outcomes.Select(
                    static o => new CurvesExhibit(o.Name, new Axis("epoch"), new Axis("accuracy") { Least = 0, Most = 1 },
                    [Series.Counted("training", o.Train), Series.Counted("test", o.Test)])),
                new TableExhibit("at the end", ["network", "training accuracy", "test accuracy", "gap"],
                    [.. outcomes.Select(
                        static o => (IReadOnlyList<string>)[o.Name, Share(o.Train[^1]), Share(o.Test[^1]), Share(o.Gap)])]),
            ],
            [
                new Finding("the plain network learns all rows by heart", outcomes[0].Train[^1] >= 0.995,
                    $"training accuracy {Share(outcomes[0].Train[^1])}"),
                new Finding("and does far worse on the test", outcomes[0].Gap > 0.1, $"a gap of {Share(outcomes[0].Gap)}"),
                new Finding("weight decay narrows the gap", outcomes[1].Gap < outcomes[0].Gap,
                    $"{Share(outcomes[1].Gap)} against {Share(outcomes[0].Gap)}"),
                new Finding("dropout narrows the gap", outcomes[2].Gap < outcomes[0].Gap,
                    $"{Share(outcomes[2].Gap)} against {Share(outcomes[0].Gap)}"),
            ]);
    }

    private Outcome Fit(string name, DataView train, DataView test, float decay, float dropout, LabArguments arguments)
    {
        arguments.Begin(name);
        var layers = new MultiLayerPerceptron
        {
            Hidden = [100, 100, 100, 100, 100, 100],
            Outputs = train.Data.Outputs,
            Activation = new Relu(),
            Dropout = dropout,
        }.Layers();
        using var network = new Network(train.Data.InputShape, layers, arguments.Seed);
        var epochs = arguments.Get(_epochs);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 0.01f, WeightDecay = decay }, new TrainerOptions
            {
                BatchSize = Math.Min(100, train.Count),
                Epochs = 1,
                Threads = arguments.Threads,
                Seed = arguments.Seed,
            });
        var (fitted, tested) = (new double[epochs], new double[epochs]);
        using var loader = new BatchLoader(train, Math.Min(100, train.Count), shuffle: true, arguments.Seed);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            arguments.Cancellation.ThrowIfCancellationRequested();
            loader.BeginEpoch(epoch);
            while (loader.Next(out var batch)) trainer.Step(batch);
            // Without dropout on both, so that the two can be compared.
            (fitted[epoch], tested[epoch]) = (trainer.Evaluate(train).Accuracy ?? 0, trainer.Evaluate(test).Accuracy ?? 0);
        }
        return new Outcome(name, fitted, tested);
    }

    private sealed record Outcome(string Name, double[] Train, double[] Test)
    {
        internal double Gap => Train[^1] - Test[^1];
    }
}
