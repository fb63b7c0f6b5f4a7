namespace Spans.Diagnostics.Graphs;

/// <summary>C = A B; dA = dC Bᵀ, dB = Aᵀ dC.</summary>
internal sealed class MatrixProduct : IGraphOperation
{
    private static readonly MatrixProduct s_instance = new();

    public string Symbol => "matmul";

    internal static GraphNode Of(GraphNode a, GraphNode b)
    {
        ArgumentNullException.ThrowIfNull(b);
        if (a.Columns != b.Rows)
            Throw.Argument(
                nameof(b), $"[{a.Rows}, {a.Columns}] matmul [{b.Rows}, {b.Columns}]: the inner lengths must be equal.");
        return a.Graph.Apply(s_instance, a.Rows, b.Columns, a, b);
    }

    public void Forward(GraphNode node)
    {
        var (a, b) = (node.Operands[0], node.Operands[1]);
        for (var i = 0; i < a.Rows; i++)
        {
            for (var j = 0; j < b.Columns; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < a.Columns; k++) sum += a.Values[i * a.Columns + k] * b.Values[k * b.Columns + j];
                node.Values[i * b.Columns + j] = sum;
            }
        }
    }

    public void Backward(GraphNode node)
    {
        var (a, b) = (node.Operands[0], node.Operands[1]);
        for (var i = 0; i < a.Rows; i++)
        {
            for (var j = 0; j < b.Columns; j++)
            {
                var dc = node.Gradients[i * b.Columns + j];
                for (var k = 0; k < a.Columns; k++)
                {
                    a.Gradients[i * a.Columns + k] += dc * b.Values[k * b.Columns + j];
                    b.Gradients[k * b.Columns + j] += dc * a.Values[i * a.Columns + k];
                }
            }
        }
    }
}
