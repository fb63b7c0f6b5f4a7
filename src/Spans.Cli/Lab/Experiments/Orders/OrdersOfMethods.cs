using System.CommandLine;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Cli.Running;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X4: methods of the 1.5th order (quasi-Newton, conjugate gradients, Levenberg–Marquardt) and of the second (Newton) need far
/// fewer iterations than those of the first, at more memory. Tried on a quadratic function and on a network with one hidden
/// layer, which all methods train to the loss that Adam comes to.
/// </summary>
internal sealed class OrdersOfMethods : IExperiment
{
    private readonly DataOptions _data = new(ProblemSource.Houses);
    private readonly Option<int> _hidden = Checked.Integer("--hidden", "Units of the hidden layer", 16, 1, 10_000);
    private readonly Option<int> _epochs =
        Checked.Integer("--epochs", "Epochs of Adam, whose loss the others are to reach", 2000, 1);
    private readonly Option<int> _batch = Checked.Integer("--batch", "Rows of a batch of Adam", 32, 1);
    private readonly Option<int> _rounds =
        Checked.Integer("--rounds", "Times that each method is timed; the median counts", 3, 1, 99);

    public string Name => "orders";

    public string Summary => "Methods of higher order need far fewer iterations, at more memory";

    public IReadOnlyList<Option> Options => [.. _data.All, _hidden, _epochs, _batch, _rounds];

    public LabReport Run(LabArguments arguments)
    {
        var quadratic = QuadraticRace.Run(arguments);
        var problem = arguments.Load(_data);
        var race = new NetworkRace(arguments, problem, arguments.Get(_hidden), arguments.Get(_epochs), arguments.Get(_batch));
        var results = race.Run(arguments.Get(_rounds));
        var adam = results[0];
        return new LabReport(
            $"{problem.Title}; {race.Network}",
            [
                new TableExhibit(
                    $"quadratic function of {QuadraticRace.Dimension} variables, condition {QuadraticRace.Condition:N0}, to 1e-8 of the start",
                    ["method", "order", "iterations", "evaluations", "ms", "bytes"], [.. quadratic.Select(static r => r.Cells)]),
                new CurvesExhibit("quadratic function", new Axis("iterations", true), new Axis("f − minimum", true),
                    [.. quadratic.Select(static r => r.Curve)]),
                new TableExhibit($"network, to the training loss of {adam.Method} after {adam.Iterations} epochs",
                    ["method", "loss", "iterations", "evaluations", "ms", "× Adam's time", "bytes", "reached"],
                    [.. results.Select(r => r.Cells(adam))]),
                new CurvesExhibit("network, loss by time", new Axis("ms", true), new Axis("training loss", true),
                    [.. results.Select(static r => r.ByTime)]),
                new CurvesExhibit(
                    "network, loss by iteration", new Axis("iterations (epochs of Adam)", true), new Axis("training loss", true),
                    [.. results.Select(static r => r.ByIteration)]),
            ],
            [.. QuadraticRace.Findings(quadratic), .. NetworkRace.Findings(results)]);
    }
}
