using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Data;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Tuning;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// T29: hyperparameters are searched at random on a log scale and on validation data, coarse to fine: each round narrows the
/// ranges round the best. Successive halving finds nearly the same in far fewer updates.
/// </summary>
internal sealed class Hyperparameters : IExperiment
{
    private const int Rows = 1000;
    private const int Rounds = 3;
    private static readonly SearchSpace s_space =
        new(new LogUniformRange("learning-rate", 1e-5, 1), new LogUniformRange("weight-decay", 1e-8, 1e-2));

    private readonly DataOptions _data = new();
    private readonly Option<int> _trials = Checked.Integer("--trials", "Trials of each search", 24, 2 * Rounds, 10_000);

    public string Name => "hyperparameters";

    public string Summary =>
        "Random search on a log scale, coarse to fine; successive halving finds nearly the same in far fewer updates";

    public IReadOnlyList<Option> Options => [.. _data.All, _trials];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        var (train, validation) = Split.Hold(problem.Train.Rows.Take(Rows), problem.Train.Data.Labels, 0.2, arguments.Seed);
        StudyReport Search(ISearch search, int halving)
        {
            arguments.Begin(search.Name);
            return new Study(s_space, search,
                settings => Begin(settings, problem.Train.Data.View(train), problem.Train.Data.View(validation), arguments.Seed),
                new StudyOptions
                {
                    Trials = arguments.Get(_trials), Budget = 8, Halving = halving, Seed = arguments.Seed,
                    Threads = arguments.Threads
                })
                .Run(cancellationToken: arguments.Cancellation);
        }
        var whole = Search(new CoarseToFineSearch(Rounds), 0);
        var halved = Search(new CoarseToFineSearch(Rounds), 2);
        arguments.Cancellation.ThrowIfCancellationRequested();
        var round = new CoarseToFineSearch(Rounds).Generation(arguments.Get(_trials));
        var rounds = Enumerable.Range(0, Rounds)
            .Select(r => whole.Results.Where(t => t.Status == TrialStatus.Done && t.Trial / round == r).ToArray()).ToArray();
        var means = rounds.Select(static r => r.Length == 0 ? 0 : r.Average(static t => t.Score)).ToArray();
        return new LabReport(
            $"{problem.Title}; {train.Count} rows to train, {validation.Count} to validate, {arguments.Get(_trials)} trials of 8 epochs",
            [
                new CurvesExhibit(
                    "rounds", new Axis("learning rate", true), new Axis("validation accuracy") { Least = 0, Most = 1 },
                    [.. rounds.Select(static (r, i) =>
                        new Series($"round {i + 1}", [.. r.Select(static t => t.Settings.Number("learning-rate"))],
                            [.. r.Select(static t => t.Score)]))]),
                new TableExhibit("the five best", ["trial", "validation accuracy", "learning rate", "weight decay"],
                    [.. whole.Ranked.Take(5).Select(static t => (IReadOnlyList<string>)
                        [$"{t.Trial}", Text(t.Score), Text(t.Settings.Number("learning-rate")),
                            Text(t.Settings.Number("weight-decay"))])]),
                new TableExhibit("importance", ["hyperparameter", "share of the variance"],
                    [.. whole.Importance.Select(static i => (IReadOnlyList<string>)[i.Name, Text(i.Share)])]),
                new TableExhibit("searches", ["search", "best validation accuracy", "updates"],
                    [
                        ["coarse to fine", Text(whole.Best?.Score ?? 0), $"{whole.Steps}"],
                        ["with successive halving", Text(halved.Best?.Score ?? 0), $"{halved.Steps}"],
                    ]),
            ],
            [
                new Finding("narrowed ranges hold better trials", means[^1] > means[0],
                    $"a mean accuracy of {Text(means[^1])} in the last round against {Text(means[0])} in the first"),
                new Finding("the learning rate matters most", whole.Importance[0].Name == "learning-rate",
                    $"it explains {Text(whole.Importance[0].Share)} of the variance"),
                new Finding("successive halving takes at most half the updates and finds nearly the same",
                    2 * halved.Steps <= whole.Steps && halved.Best?.Score >= whole.Best?.Score - 0.03,
                    $"{halved.Steps} against {whole.Steps} updates, {Text(halved.Best?.Score ?? 0)} against {Text(whole.Best?.Score ?? 0)}"),
            ]);
    }

    private static NetworkTrial Begin(TrialSettings settings, DataView train, DataView validation, ulong seed)
    {
        var layers = new MultiLayerPerceptron { Hidden = [50], Outputs = train.Data.Outputs, Activation = new Relu() }.Layers();
        var optimizer = new Sgd
        {
            LearningRate = (float)settings.Number("learning-rate"),
            WeightDecay = (float)settings.Number("weight-decay")
        };
        return new NetworkTrial(new Network(train.Data.InputShape, layers, seed), new SoftmaxCrossEntropy(), optimizer, train,
            validation, batchSize: 32, seed);
    }
}
