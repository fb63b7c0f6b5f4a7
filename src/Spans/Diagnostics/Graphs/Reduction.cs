namespace Spans.Diagnostics.Graphs;

/// <summary>Sums over rows, columns or both: the gradient goes to each summand as it is.</summary>
internal sealed class Reduction : IGraphOperation
{
    private static readonly Reduction s_instance = new();

    public string Symbol => "sum";

    internal static GraphNode Of(GraphNode a, int rows, int columns) => a.Graph.Apply(s_instance, rows, columns, a);

    public void Forward(GraphNode node)
    {
        var a = node.Operands[0];
        node.Values.Clear();
        for (var i = 0; i < a.Values.Length; i++) node.Values[At(node, a, i)] += a.Values[i];
    }

    public void Backward(GraphNode node)
    {
        var a = node.Operands[0];
        for (var i = 0; i < a.Values.Length; i++) a.Gradients[i] += node.Gradients[At(node, a, i)];
    }

    private static int At(GraphNode node, GraphNode a, int i) =>
        (node.Rows == 1 ? 0 : i / a.Columns) * node.Columns + (node.Columns == 1 ? 0 : i % a.Columns);
}
