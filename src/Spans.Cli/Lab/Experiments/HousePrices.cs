using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Cli.Running;
using Spans.Data;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X9: house prices from rooms, area, type and distance to the station: a network beats linear regression on rows held out. On
/// the drawn houses unless another regression is given.
/// </summary>
internal sealed class HousePrices : IExperiment
{
    private readonly DataOptions _data = new(ProblemSource.Houses);
    private readonly Option<int> _epochs = Checked.Integer("--epochs", "Epochs of the network", 150, 1, 10_000);

    public string Name => "house-prices";

    public string Summary =>
        "House prices from rooms, area, type and distance: a network beats linear regression on rows held out";

    public IReadOnlyList<Option> Options => [.. _data.All, _epochs];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.Load(_data);
        if (problem.Task != LearningTask.Regression || problem.Train.Data.Units != 1)
            throw new UsageException(
                "--data must have one number to predict: give --target a column of numbers, or --task regression.");
        if (problem.Test is not { } test) throw new UsageException("--data must have test rows: give --test a share above 0.");
        using var all = new BatchLoader(problem.Train, problem.Train.Count);
        using var held = new BatchLoader(test, test.Count);
        all.Next(out var known);
        held.Next(out var asked);
        var prices = Restored(problem, asked.Values);
        arguments.Begin("linear regression");
        var linear = LinearRegression.Fit(known.Inputs, known.Values);
        var line = new Guess("linear regression", prices, Restored(problem, Predict(linear, test)));
        arguments.Begin("network");
        var network = new Guess("network 32-16", prices, Restored(problem, TrainAndPredict(problem, asked, arguments)));

        var target = problem.Preprocessing.Target.Names is [var name, ..] ? name : "target";
        var rows = new List<IReadOnlyList<string>> { line.Cells, network.Cells };
        if (arguments.Source(_data) == ProblemSource.Houses) rows.Add(["noise, which nobody can know", Text(Houses.Noise, "G4")]);
        return new LabReport(problem.Title,
            [
                new TableExhibit("linear regression, all standardised", ["input", "weight"], Weights(linear, problem.Train.Data)),
                new TableExhibit("root mean squared error on the test", ["model", target], rows),
                new CurvesExhibit(
                    $"errors by {target}", new Axis(target), new Axis("absolute error"), [line.ByPrice(), network.ByPrice()]),
            ],
            [
                new Finding("the network beats linear regression on rows held out",
                    network.Error < 0.8 * line.Error, $"{Text(network.Error, "G4")} against {Text(line.Error, "G4")}"),
            ]);
    }

    private static float[] Predict(LinearRegression line, DataView rows)
    {
        var outputs = new float[rows.Count];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = (float)line.Predict(rows.Data.Row(rows.Rows[i]));
        return outputs;
    }

    private float[] TrainAndPredict(Problem problem, in Batch asked, LabArguments arguments)
    {
        var input = problem.Train.Data.InputShape;
        using var network = new Network(
            input, new MultiLayerPerceptron { Hidden = [32, 16], Outputs = 1, Activation = new Tanh() }.Layers(), arguments.Seed);
        using var trainer = new Trainer(
            network, new MeanSquaredError(), new AdamW { LearningRate = 0.01f, WeightDecay = 0.1f }, new TrainerOptions
            {
                BatchSize = Math.Min(32, problem.Train.Count),
                Epochs = arguments.Get(_epochs),
                Threads = arguments.Threads,
                Seed = arguments.Seed,
                Schedule = new Cosine(),
            });
        trainer.Fit(problem.Train, cancellationToken: arguments.Cancellation);
        arguments.Cancellation.ThrowIfCancellationRequested();
        var outputs = new float[asked.Count];
        network.Forward(asked.Inputs, outputs, asked.Count);
        return outputs;
    }

    // In the target's own units.
    private static float[] Restored(Problem problem, ReadOnlySpan<float> outputs)
    {
        var values = new float[outputs.Length];
        problem.Preprocessing.Target.Restore(outputs, values);
        return values;
    }

    private static List<IReadOnlyList<string>> Weights(LinearRegression line, Dataset data)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (var i = 0; i < line.Weights.Length; i++)
            rows.Add([i < data.FeatureNames.Count ? data.FeatureNames[i] : $"input {i}", Text(line.Weights[i], "G4")]);
        return rows;
    }

    private sealed record Guess(string Name, float[] Prices, float[] Guessed)
    {
        private const int Parts = 10;

        internal double Error { get; } =
            Math.Sqrt(Prices.Zip(Guessed, static (price, guess) => ((double)guess - price) * (guess - price)).Average());

        internal IReadOnlyList<string> Cells => [Name, Text(Error, "G4")];

        // The mean error of each tenth of the rows, from the cheapest to the dearest.
        internal Series ByPrice()
        {
            var parts = Enumerable.Range(0, Prices.Length).OrderBy(i => Prices[i]).Chunk((Prices.Length + Parts - 1) / Parts)
                .ToArray();
            return new Series(Name,
                [.. parts.Select(part => part.Average(i => (double)Prices[i]))],
                [.. parts.Select(part => part.Average(i => (double)Math.Abs(Guessed[i] - Prices[i])))]);
        }
    }
}
