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
using Spans.Tuning;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// T21: too low a learning rate crawls, too high a one oscillates or diverges; the range test finds one between.
/// </summary>
internal sealed class LearningRates : IExperiment
{
    private readonly DataOptions _data = new();
    private readonly Option<int> _steps = Checked.Integer("--steps", "Updates at each rate", 300, 20, 100_000);

    public string Name => "learning-rate";

    public string Summary =>
        "Too low a learning rate crawls, too high a one oscillates or diverges; the range test finds one between";

    public IReadOnlyList<Option> Options => [.. _data.All, _steps];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        arguments.Begin("range test");
        using var network = Begin(problem, arguments.Seed);
        var range = LearningRateRangeTest.Run(network, new SoftmaxCrossEntropy(), new Sgd(), problem.Train,
            new TrainerOptions { Threads = arguments.Threads, Seed = arguments.Seed }, highest: 100);
        float[] rates = [range.Suggested / 300, range.Suggested, range.Suggested * 100];
        var curves = new List<Series>();
        foreach (var rate in rates)
        {
            arguments.Begin(Text(rate));
            curves.Add(Series.Counted(Text(rate), Losses(problem, rate, arguments)));
        }
        double Last(int i) =>
            curves[i].Y.TakeLast(20).Select(static loss => double.IsFinite(loss) ? loss : double.MaxValue).Average();
        var first = curves[1].Y[0];
        return new LabReport($"{problem.Title}; SGD, batch 32",
            [
                new CurvesExhibit("range test", new Axis("learning rate", true), new Axis("smoothed loss", true),
                    [new Series("loss", [.. range.Points.Select(static p => (double)p.Rate)],
                        [.. range.Points.Select(static p => p.Loss)])]),
                new CurvesExhibit("loss", new Axis("updates"), new Axis("batch loss", true), curves),
                new TableExhibit("after the last update", ["learning rate", "first loss", "last loss"],
                    [.. rates.Select((rate, i) =>
                        (IReadOnlyList<string>)[Text(rate), Text(curves[i].Y[0]), Last(i) == double.MaxValue ? "diverged"
                            : Text(Last(i))])]),
            ],
            [
                new Finding("the suggested rate learns", Last(1) < 0.5 * first,
                    $"from {Text(first)} to {Text(Last(1))} at {Text(rates[1])}"),
                new Finding("far too low a rate crawls", Last(0) > 0.7 * first, $"{Text(Last(0))} at {Text(rates[0])}"),
                new Finding("far too high a rate does not learn", Last(2) > 0.9 * first,
                    $"{(Last(2) >= double.MaxValue / 100 ? "it diverged" : Text(Last(2)))} at {Text(rates[2])}"),
            ]);
    }

    private static Network Begin(Problem problem, ulong seed) => new(
        problem.Train.Data.InputShape,
        new MultiLayerPerceptron { Hidden = [50], Outputs = problem.Train.Data.Outputs, Activation = new Relu() }.Layers(), seed);

    private double[] Losses(Problem problem, float rate, LabArguments arguments)
    {
        using var network = Begin(problem, arguments.Seed);
        using var trainer = new Trainer(
            network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = rate },
            new TrainerOptions { Threads = arguments.Threads });
        return StepLosses.Of(trainer, problem.Train, arguments.Get(_steps), arguments);
    }
}
