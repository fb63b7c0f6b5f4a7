using System.Globalization;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Diagnostics.Graphs;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// T22: the textbook's shopping as a computational graph: addition passes the gradient on, multiplication swaps its inputs. 2
/// apples at 100 and 3 oranges at 150 with a tax of 1.1.
/// </summary>
internal sealed class BackpropApples : IExperiment
{
    private const int Most = 5;

    public string Name => "backprop-apples";

    public string Summary => "Buying apples and oranges as a computational graph: what each price and count does to the total";

    public LabReport Run(LabArguments arguments)
    {
        var alone = new ComputationalGraph();
        var (price, count, tax) = (alone.Variable("apple", 100), alone.Variable("apples", 2), alone.Variable("tax", 1.1));
        var total = price * count * tax;
        alone.Backward(total);

        var both = new ComputationalGraph();
        var (apple, apples) = (both.Variable("apple", 100), both.Variable("apples", 2));
        var (orange, oranges, rate) = (both.Variable("orange", 150), both.Variable("oranges", 3), both.Variable("tax", 1.1));
        var sum = (apple * apples + orange * oranges) * rate;
        both.Backward(sum);
        return new LabReport("2 apples at 100 (and 3 oranges at 150), tax 1.1",
            [
                Table("apples", total), Table("apples and oranges", sum),
                new HeatMapExhibit("the total with more apples and oranges", new Axis("apples"), new Axis("oranges"),
                    Totals(both, apples, oranges, sum)),
            ],
            [
                Holds("2 apples cost 220", total.Value, 220),
                Holds("a dearer apple costs 2.2 more for each 1", price.Gradient, 2.2),
                Holds("another apple costs 110", count.Gradient, 110),
                Holds("the total grows by 200 for each 1 of tax", tax.Gradient, 200),
                Holds("with 3 oranges it is 715", sum.Value, 715),
                Holds("and another orange costs 165", oranges.Gradient, 165),
            ]);
    }

    // The graph is built once and evaluated anew for each.
    private static List<Series> Totals(ComputationalGraph graph, GraphNode apples, GraphNode oranges, GraphNode total)
    {
        var rows = new List<Series>();
        var bought = (Apples: apples.Value, Oranges: oranges.Value);
        for (var y = 0; y <= Most; y++)
        {
            var (x, totals) = (new double[Most + 1], new double[Most + 1]);
            for (var i = 0; i <= Most; i++)
            {
                (apples.Value, oranges.Value) = (x[i] = i, y);
                graph.Forward();
                totals[i] = total.Value;
            }
            rows.Add(new Series($"{y}", x, totals));
        }
        (apples.Value, oranges.Value) = (bought.Apples, bought.Oranges);
        graph.Forward();
        return rows;
    }

    // One line of the printed tree a row: where the node hangs, its value and its gradient.
    private static TableExhibit Table(string title, GraphNode result)
    {
        var rows = new List<IReadOnlyList<string>>();
        var place = 0;
        foreach (var line in result.ToTree().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split("  value ", 2);
            var numbers = parts[1].Split(", gradient ");
            rows.Add([string.Create(CultureInfo.InvariantCulture, $"{++place} {parts[0]}"), numbers[0], numbers[1]]);
        }
        return new TableExhibit(title, ["node", "value", "gradient"], rows);
    }

    private static Finding Holds(string claim, double measured, double expected) => new(
        claim, Math.Abs(measured - expected) <= 1e-6, Text(measured, "G10"));
}
