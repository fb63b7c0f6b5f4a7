using Spans.Diagnostics.Graphs;
using Spans.Testing;

namespace Spans.Tests.Diagnostics.Graphs;

public class ComputationalGraphTests
{
    [Fact]
    public void Backward_OfTheApples_GivesTheTextbooksGradients()
    {
        var graph = new ComputationalGraph();
        var (price, count, tax) = (graph.Variable("price", 100), graph.Variable("count", 2), graph.Variable("tax", 1.1));
        var total = price * count * tax;
        graph.Backward(total);
        Assert.Equal(220, total.Value, 1e-9);
        Assert.Equal(2.2, price.Gradient, 1e-9);
        Assert.Equal(110, count.Gradient, 1e-9);
        Assert.Equal(200, tax.Gradient, 1e-9);
    }

    // (2 apples at 100 + 3 oranges at 150) x 1.1 = 715; d/d tax = 650, d/d oranges = 1.1 x 150 = 165, d/d orange price = 3.3.
    [Fact]
    public void Backward_OfApplesAndOranges_GivesTheTextbooksGradients()
    {
        var graph = new ComputationalGraph();
        var (apple, apples) = (graph.Variable("apple", 100), graph.Variable("apples", 2));
        var (orange, oranges, tax) = (graph.Variable("orange", 150), graph.Variable("oranges", 3), graph.Variable("tax", 1.1));
        var total = (apple * apples + orange * oranges) * tax;
        graph.Backward(total);
        Assert.Equal(715, total.Value, 1e-9);
        Assert.Equal([2.2, 110, 3.3, 165, 650],
            new[] { apple, apples, orange, oranges, tax }.Select(node => Math.Round(node.Gradient, 9)));
    }

    [Fact]
    public void Forward_AfterAVariableChanged_EvaluatesAnewAndAllocatesNothing()
    {
        var graph = new ComputationalGraph();
        var (x, w) = (graph.Variable("x", 3, 4, Numbers(12, 1)), graph.Variable("w", 4, 2, Numbers(8, 2)));
        var loss = x.MatMul(w).Softmax().Log().Sum();
        x.Values[5] = 2;
        graph.Forward();
        graph.Backward(loss);
        var before = (loss.Value, w.Gradients.ToArray());
        Allocation.None(() =>
        {
            graph.Forward();
            graph.Backward(loss);
        });
        Assert.Equal(before.Value, loss.Value);
        Assert.Equal(before.Item2, w.Gradients.ToArray());
    }

    public static TheoryData<string> Formulas =>
        ["arithmetic", "row and column", "matmul", "softmax cross-entropy", "functions", "reused"];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Backward_OfEveryOperation_AgreesWithCentralDifferences(string formula)
    {
        var graph = new ComputationalGraph();
        var (a, b, r, c) = (graph.Variable("a", 3, 4, Numbers(12, 1)), graph.Variable("b", 3, 4, Numbers(12, 2)),
            graph.Variable("r", 1, 4, Numbers(4, 3)), graph.Variable("c", 3, 1, Numbers(3, 4)));
        var w = graph.Variable("w", 4, 2, Numbers(8, 5));
        var result = formula switch
        {
            "arithmetic" => (a * b - a / (b.Map(GraphFunction.Square) + 1) + -b * 3 - 2).Sum(),
            "row and column" => ((a + r) * c / (r.Exp() + 1)).Map(GraphFunction.Square).Sum(),
            "matmul" => a.MatMul(w).Map(GraphFunction.Square).Sum(),
            "softmax cross-entropy" => -(a.MatMul(w).Softmax().Log().RowSums() * c).ColumnSums(),
            "functions" => (a.Map(GraphFunction.Sigmoid) + a.Map(GraphFunction.Tanh) + a.Map(GraphFunction.Relu)
                + a.Map(GraphFunction.Softplus) + a.Map(GraphFunction.Silu) + a.Map(GraphFunction.LeakyRelu(0.1))
                + a.Map(GraphFunction.Elu(0.7)) + a.Exp() + a.Map(GraphFunction.Square).Exp().Log()).Map(GraphFunction.Square)
                    .Sum(),
            _ => (a.Sum() * a.Sum() + a.Sum().Named("again")) * 0.5,
        };
        graph.Backward(result);
        foreach (var variable in new[] { a, b, r, c, w })
        {
            var analytic = variable.Gradients.ToArray();
            for (var i = 0; i < analytic.Length; i++)
            {
                var (kept, h) = (variable.Values[i], 1e-6);
                variable.Values[i] = kept + h;
                graph.Forward();
                var up = result.Value;
                variable.Values[i] = kept - h;
                graph.Forward();
                var down = result.Value;
                variable.Values[i] = kept;
                var numerical = (up - down) / (2 * h);
                Assert.True(Math.Abs(analytic[i] - numerical) <= 1e-6 * Math.Max(1, Math.Abs(numerical)),
                    $"{variable}[{i}]: {analytic[i]} {numerical}");
            }
        }
    }

    [Fact]
    public void Backward_OfAMatrix_IsRefused()
    {
        var graph = new ComputationalGraph();
        var error = Assert.Throws<ArgumentException>(() => graph.Backward(graph.Variable("a", 2, 3)));
        Assert.Contains("a is [2, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_OfLengthsThatDoNotFit_NameBoth()
    {
        var graph = new ComputationalGraph();
        var (a, b) = (graph.Variable("a", 2, 3), graph.Variable("b", 2, 2));
        Assert.Contains("[2, 3] + [2, 2]", Assert.Throws<ArgumentException>(() => a + b).Message, StringComparison.Ordinal);
        Assert.Contains(
            "[2, 3] matmul [2, 2]", Assert.Throws<ArgumentException>(() => a.MatMul(b)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => a + new ComputationalGraph().Variable("a", 2, 3));
    }

    [Fact]
    public void Text_OfTheApples_ShowsValuesAndGradients()
    {
        var graph = new ComputationalGraph();
        var total = graph.Variable("price", 100) * graph.Variable("count", 2) * graph.Variable("tax", 1.1);
        graph.Backward(total);
        Assert.Equal("""
            *  value 220, gradient 1
            ├─ *  value 200, gradient 1.1
            │  ├─ price  value 100, gradient 2.2
            │  └─ count  value 2, gradient 110
            └─ tax  value 1.1, gradient 200

            """, total.ToTree());
        Assert.Contains("n0([\"price<br/>value 100, gradient 2.2\"])", total.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("n0 --> n2", total.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("n3 [shape=ellipse, label=\"tax\\nvalue 1.1, gradient 200\"];", total.ToDot(), StringComparison.Ordinal);
        Assert.Contains("n2 -> n4;", total.ToDot(), StringComparison.Ordinal);
    }

    // Off the kinks of ReLU.
    private static double[] Numbers(int count, int seed)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = Math.Sin(12.9898 * (i + 1) + seed) + 0.013;
        return values;
    }
}
