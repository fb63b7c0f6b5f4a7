using System.CommandLine;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Exhibits;
using Spans.Data;
using Spans.Diagnostics.GradientChecks;
using Spans.Losses;
using Spans.Networks;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>T24: numerical differentiation agrees with backpropagation and is far slower.</summary>
internal sealed class NumericalGradient : IExperiment
{
    private const int Rows = 16;

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
        return new LabReport($"{problem.Title}; 50 hidden units, {rows.Count} rows, {network.ParameterCount} parameters",
            [
                new TableExhibit("gradients", ["tensor", "elements", "probed", "worst error", "backpropagation", "numerical"],
                    [.. report.Tensors.Select(static t => (IReadOnlyList<string>)
                        [t.Name, $"{t.Elements}", $"{t.Probed}", Text(t.WorstError), Text(t.Analytic), Text(t.Numerical)])]),
                new TableExhibit("seconds for all gradients", ["method", "s"],
                    [["backpropagation", Text(report.AnalyticSeconds)], ["numerical", Text(report.NumericalSeconds)]]),
            ],
            [
                new Finding("both give the same gradients", report.Passed, $"the worst error is {Text(report.Tensors.Max(static t => t.WorstError))} of the gradient"),
                new Finding("numerical differentiation is far slower", report.Ratio > 100, $"{Text(report.Ratio)} times as long"),
            ]);
    }
}
