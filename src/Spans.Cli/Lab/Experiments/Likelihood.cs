using Spans.Cli.Lab.Exhibits;
using Spans.Diagnostics.Graphs;
using Spans.Losses;
using Spans.Random;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// T12: maximum likelihood gives the classical losses: Gaussian noise squared error, coins binary cross-entropy, categories
/// cross-entropy. Each loss's gradient against that of −log of the probability itself, differentiated by a computational graph.
/// </summary>
internal sealed class Likelihood : IExperiment
{
    private const int Rows = 8;
    private const int Units = 3;

    public string Name => "likelihood";

    public string Summary => "Maximum likelihood gives the classical losses: Gaussian noise, coins and categories";

    public LabReport Run(LabArguments arguments)
    {
        var outputs = new float[Rows * Units];
        RngFill.Normal(new Rng(arguments.Seed, 0, 0), 0, outputs);
        var rng = new Rng(arguments.Seed, 1, 0);
        var (values, coins, labels) = (new float[Rows * Units], new float[Rows * Units], new int[Rows]);
        RngFill.Normal(rng, 0, values);
        for (var i = 0; i < coins.Length; i++) coins[i] = rng.Below((ulong)(1000 + i), 2);
        for (var row = 0; row < Rows; row++) labels[row] = rng.Below((ulong)(2000 + row), Units);
        LikelihoodComparison[] all =
        [
            new("Gaussian noise of variance 1", "sum of squares", NegativeLogLikelihood.Gaussian, outputs, values, [], Rows, 1,
                Gaussian),
            new("a coin for each output", "binary cross-entropy with logits", NegativeLogLikelihood.Bernoulli, outputs, coins,
                [], Rows, Units, Bernoulli),
            new("a category for each row", "softmax cross-entropy", NegativeLogLikelihood.Categorical, outputs, OneHot(labels),
                labels, Rows, 1, Categorical),
        ];
        return new LabReport($"{Rows} random rows of {Units} outputs",
            [
                new TableExhibit("gradients", ["noise", "classical loss", "largest gradient", "largest difference"],
                    [.. all.Select(static c => (IReadOnlyList<string>)[c.Noise, c.Name, Text(c.Largest), Text(c.Difference)])]),
                .. all.Select(static c => c.Picture()),
            ],
            [.. all.Select(static c =>
                new Finding($"{c.Noise} gives {c.Name}", c.Difference <= 1e-6 && c.Largest > 1e-2,
                    $"the gradients differ by {Text(c.Difference)} at most"))]);
    }

    // −log N(t; y, 1) = ½ (t − y)² + ½ log 2π
    private static GraphNode Gaussian(GraphNode y, GraphNode t) =>
        -((((y - t).Map(GraphFunction.Square) * -0.5).Exp() / Math.Sqrt(2 * Math.PI)).Log()).Sum();

    // −log (t σ(y) + (1 − t)(1 − σ(y)))
    private static GraphNode Bernoulli(GraphNode y, GraphNode t)
    {
        var p = y.Map(GraphFunction.Sigmoid);
        return -(t * p + (-t + 1) * (-p + 1)).Log().Sum();
    }

    // −log softmax(y)[label]
    private static GraphNode Categorical(GraphNode y, GraphNode t) => -(y.Softmax() * t).RowSums().Log().Sum();

    private static float[] OneHot(int[] labels)
    {
        var values = new float[Rows * Units];
        for (var row = 0; row < Rows; row++) values[row * Units + labels[row]] = 1;
        return values;
    }
}
