using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X1: accuracy is a poor training signal, since its derivative is 0 almost everywhere: one weight is moved, and both are drawn.
/// </summary>
internal sealed class AccuracyAsLoss : IExperiment
{
    private const int Points = 201;
    private const int Rows = 200;

    private readonly DataOptions _data = new();

    public string Name => "accuracy-as-loss";

    public string Summary => "Accuracy is a poor training signal: its derivative is 0 almost everywhere, the loss's is not";

    public IReadOnlyList<Option> Options => _data.All;

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        var rows = problem.Train.Data.View(problem.Train.Rows.Take(Rows));
        var layers = new MultiLayerPerceptron { Hidden = [30], Outputs = rows.Data.Outputs, Activation = new Relu() }.Layers();
        using var network = new Network(rows.Data.InputShape, layers, arguments.Seed);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Adam(),
            new TrainerOptions { BatchSize = rows.Count, Epochs = 30, Seed = arguments.Seed });
        arguments.Begin("training");
        trainer.Fit(rows, cancellationToken: arguments.Cancellation);
        arguments.Begin("moving a weight");
        // The first weight of the last layer: every row's first logit moves with it.
        var place = network.Plan.Chain.Layers[^1].Parameters[0].Offset;
        var kept = network.Parameters[place];
        var (x, accuracy, loss) = (new double[Points], new double[Points], new double[Points]);
        for (var i = 0; i < Points; i++)
        {
            x[i] = (i - Points / 2) * 0.002;
            network.Parameters[place] = (float)(kept + x[i]);
            var scores = trainer.Evaluate(rows);
            (accuracy[i], loss[i]) = (scores.Accuracy ?? 0, scores.Loss);
        }
        var (flat, still) = (Flat(accuracy), Flat(loss));
        return new LabReport($"{problem.Title}; {rows.Count} rows, one weight of the last layer moved by up to 0.2",
            [
                new CurvesExhibit(
                    "accuracy", new Axis("change of the weight"), new Axis("accuracy"), [new Series("accuracy", x, accuracy)]),
                new CurvesExhibit("loss", new Axis("change of the weight"), new Axis("loss"), [new Series("loss", x, loss)]),
                new TableExhibit("over all steps", ["measure", "least", "most", "steps without a change"],
                [
                    ["accuracy", Share(accuracy.Min()), Share(accuracy.Max()), Text(flat, "P0")],
                    ["loss", Text(loss.Min(), "G6"), Text(loss.Max(), "G6"), Text(still, "P0")],
                ]),
            ],
            [
                new Finding("accuracy does not change for almost all small changes of the weight", flat > 0.9,
                    $"for {Text(flat, "P0")} of the {Points - 1} steps of 0.002"),
                new Finding("the loss changes for almost all of them", still < 0.05, $"it does not for {Text(still, "P0")}"),
            ]);
    }

    private static double Flat(double[] values)
    {
        var count = 0;
        for (var i = 1; i < values.Length; i++) if (values[i] == values[i - 1]) count++;
        return (double)count / (values.Length - 1);
    }
}
