namespace Spans.Diagnostics.Graphs;

/// <summary>A function of two numbers, element by element; a length of 1 is stretched to the other's.</summary>
internal sealed class Pointwise(
    string symbol, Func<double, double, double> value, Func<double, double, double> byLeft, Func<double, double, double> byRight)
    : IGraphOperation
{
    public string Symbol => symbol;

    // Addition passes the gradient on, multiplication swaps the inputs.
    internal static Pointwise Add { get; } = new("+", static (a, b) => a + b, static (_, _) => 1, static (_, _) => 1);

    internal static Pointwise Subtract { get; } = new("-", static (a, b) => a - b, static (_, _) => 1, static (_, _) => -1);

    internal static Pointwise Multiply { get; } = new("*", static (a, b) => a * b, static (_, b) => b, static (a, _) => a);

    internal static Pointwise Divide { get; } =
        new("/", static (a, b) => a / b, static (_, b) => 1 / b, static (a, b) => -a / (b * b));

    internal GraphNode Of(GraphNode a, GraphNode b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Graph.Apply(this, Stretch(a.Rows, b.Rows, a, b), Stretch(a.Columns, b.Columns, a, b), a, b);
    }

    public void Forward(GraphNode node)
    {
        var (a, b) = (node.Operands[0], node.Operands[1]);
        for (int row = 0, i = 0; row < node.Rows; row++)
            for (var column = 0; column < node.Columns; column++, i++)
                node.Values[i] = value(a.Values[At(a, row, column)], b.Values[At(b, row, column)]);
    }

    public void Backward(GraphNode node)
    {
        var (a, b) = (node.Operands[0], node.Operands[1]);
        for (int row = 0, i = 0; row < node.Rows; row++)
        {
            for (var column = 0; column < node.Columns; column++, i++)
            {
                var (left, right) = (At(a, row, column), At(b, row, column));
                var (x, y, dy) = (a.Values[left], b.Values[right], node.Gradients[i]);
                a.Gradients[left] += dy * byLeft(x, y);
                b.Gradients[right] += dy * byRight(x, y);
            }
        }
    }

    private static int At(GraphNode node, int row, int column) =>
        (node.Rows == 1 ? 0 : row) * node.Columns + (node.Columns == 1 ? 0 : column);

    private int Stretch(int left, int right, GraphNode a, GraphNode b)
    {
        if (left != right && left != 1 && right != 1)
            Throw.Argument(nameof(b), $"[{a.Rows}, {a.Columns}] {symbol} [{b.Rows}, {b.Columns}]: lengths must be equal, or 1.");
        return Math.Max(left, right);
    }
}
