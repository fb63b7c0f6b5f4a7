using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Data;
using Spans.Diagnostics.GradientChecks;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>T24: numerical differentiation agrees with backpropagation and is far slower.</summary>
internal sealed class NumericalGradient : IExperiment
{
    private const int Rows = 16;
    private const int Steps = 37;

    private readonly DataOptions _data = new();

    public string Name => "numerical-gradient";

    public string Summary => "Numerical differentiation agrees with backpropagation, and takes thousands of times as long";

    public IReadOnlyList<Option> Options => _data.All;

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        arguments.Begin("gradients");
        var data = problem.Train.Data;
        var layers = new MultiLayerPerceptron { Hidden = [50], Outputs = data.Outputs, Activation = new Sigmoid() }.Layers();
        using var network = new Network(data.InputShape, layers, arguments.Seed);
        using var loader = new BatchLoader(problem.Train, Rows);
        loader.Next(out var rows);
        var report = GradientCheck.Network(network, new SoftmaxCrossEntropy(), rows.Inputs.ToArray(), [], rows.Labels.ToArray(),
            // The loss moves little with one weight of 39,200: a longer step stands out of its rounding.
            new GradientCheckOptions { Seed = arguments.Seed, Step = 1f / 16 });
        arguments.Begin("steps");
        var steps = ErrorsByStep(network, problem.Train.Data.View(problem.Train.Rows.Take(Rows)), report.Tensors[^2]);
        var central = steps[1].Y;
        var best = central.Index().MinBy(static error => error.Item).Index;
        return new LabReport($"{problem.Title}; 50 hidden units, {rows.Count} rows, {network.ParameterCount} parameters",
            [
                new TableExhibit("gradients", ["tensor", "elements", "probed", "worst error", "backpropagation", "numerical"],
                    [.. report.Tensors.Select(static t => (IReadOnlyList<string>)
                        [t.Name, $"{t.Elements}", $"{t.Probed}", Text(t.WorstError), Text(t.Analytic), Text(t.Numerical)])]),
                new TableExhibit("seconds for all gradients", ["method", "s"],
                    [["backpropagation", Text(report.AnalyticSeconds)], ["numerical", Text(report.NumericalSeconds)]]),
                new CurvesExhibit("error by step", new Axis("step h", true), new Axis("relative error", true), steps),
            ],
            [
                new Finding("both give the same gradients", report.Passed,
                    $"the worst error is {Text(report.Tensors.Max(static t => t.WorstError))} of the gradient"),
                new Finding("numerical differentiation is far slower", report.Ratio > 100, $"{Text(report.Ratio)} times as long"),
                new Finding(
                    "steps too short are lost in rounding, too long ones miss the slope", best > 0 && best < central.Count - 1,
                    $"the best step is {Text(steps[1].X[best])}, with an error of {Text(central[best])}; {Text(central[0])} at {Text(steps[1].X[0])}, {Text(central[^1])} at {Text(steps[1].X[^1])}"),
            ]);
    }

    // One weight of the last layer, moved by h: (f(w + h) − f(w)) / h and (f(w + h) − f(w − h)) / 2h against its gradient.
    private static Series[] ErrorsByStep(Network network, DataView rows, TensorCheck tensor)
    {
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Sgd(), new TrainerOptions { BatchSize = rows.Count });
        var place = network.Plan.Chain.Layers[^1].Parameters[0].Offset + Math.Max(0, tensor.WorstElement);
        var kept = network.Parameters[place];
        double At(float weight)
        {
            network.Parameters[place] = weight;
            return trainer.Evaluate(rows).Loss;
        }
        var (h, forward, central) = (new double[Steps], new double[Steps], new double[Steps]);
        var here = At(kept);
        for (var i = 0; i < Steps; i++)
        {
            var step = (float)Math.Pow(10, -5 + 6.0 * i / (Steps - 1));
            // What the float steps really are.
            var (up, down) = (kept + step, kept - step);
            var (above, below) = (At(up), At(down));
            h[i] = step;
            forward[i] = Error((above - here) / ((double)up - kept), tensor.Analytic);
            central[i] = Error((above - below) / ((double)up - down), tensor.Analytic);
        }
        network.Parameters[place] = kept;
        return [new Series("forward", h, forward), new Series("central", h, central)];
    }

    private static double Error(double numerical, double analytic) => Math.Abs(numerical - analytic) / Math.Abs(analytic);
}
