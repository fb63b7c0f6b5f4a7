namespace Spans.Diagnostics.Graphs;

/// <summary>
/// A computational graph of matrices in double precision: every node remembers what it was made of, so the chain rule gives the
/// gradient of one scalar with respect to all of them in one sweep back (reverse-mode differentiation; Rumelhart, Hinton and
/// Williams 1986). For learning and for checking: an independent oracle for layers, printable with values and gradients. Nodes
/// are evaluated when they are made; <see cref="Forward"/> and <see cref="Backward"/> run again over new values and allocate
/// nothing.
/// </summary>
/// <example><code>
/// var graph = new ComputationalGraph();
/// var price = graph.Variable("price", 100);
/// var count = graph.Variable("count", 2);
/// var tax = graph.Variable("tax", 1.1);
/// var total = (price * count * tax).Named("total");     // 220
/// graph.Backward(total);                                // d total: price 2.2, count 110, tax 200
/// </code></example>
public sealed class ComputationalGraph
{
    private readonly List<GraphNode> _nodes = [];

    /// <summary>All nodes; each stands behind its operands.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>A scalar that may be changed.</summary>
    public GraphNode Variable(string name, double value)
    {
        var node = Variable(name, 1, 1);
        node.Value = value;
        return node;
    }

    /// <summary>A matrix of zeros that may be changed through <see cref="GraphNode.Values"/>.</summary>
    /// <exception cref="ArgumentException">A length is not positive.</exception>
    public GraphNode Variable(string name, int rows, int columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Throw.IfNotPositive(rows);
        Throw.IfNotPositive(columns);
        return Add(new GraphNode(this, _nodes.Count, null, [], rows, columns) { Name = name });
    }

    /// <summary>A matrix [rows, columns], row after row.</summary>
    /// <exception cref="ArgumentException">The span does not hold rows x columns values.</exception>
    public GraphNode Variable(string name, int rows, int columns, ReadOnlySpan<double> values)
    {
        Throw.IfNotLength(values.Length, (long)rows * columns);
        var node = Variable(name, rows, columns);
        values.CopyTo(node.Values);
        return node;
    }

    /// <summary>A number that stays, such as the 2 of x / 2.</summary>
    public GraphNode Constant(double value)
    {
        var node = Add(new GraphNode(this, _nodes.Count, null, [], 1, 1) { IsConstant = true });
        node.Value = value;
        return node;
    }

    /// <summary>Evaluates every node again, operands first: after a variable has changed.</summary>
    public void Forward()
    {
        foreach (var node in _nodes) node.Operation?.Forward(node);
    }

    /// <summary>
    /// Fills every node's <see cref="GraphNode.Gradients"/> with d(<paramref name="result"/>)/d(node); those it does not depend
    /// on get 0.
    /// </summary>
    /// <exception cref="ArgumentException">The node is no scalar, or of another graph.</exception>
    public void Backward(GraphNode result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Graph != this) Throw.Argument(nameof(result), "The node belongs to another graph.");
        if (result.Rows != 1 || result.Columns != 1)
            Throw.Argument(nameof(result),
                $"Only a scalar has a gradient, but {result} is [{result.Rows}, {result.Columns}]: take its Sum.");
        foreach (var node in _nodes) node.Gradients.Clear();
        result.Gradients[0] = 1;
        for (var i = result.Index; i >= 0; i--) _nodes[i].Operation?.Backward(_nodes[i]);
    }

    internal GraphNode Apply(IGraphOperation operation, int rows, int columns, params GraphNode[] operands)
    {
        foreach (var operand in operands)
        {
            ArgumentNullException.ThrowIfNull(operand);
            if (operand.Graph != this) Throw.Argument(nameof(operands), $"{operand} belongs to another graph.");
        }
        var node = Add(new GraphNode(this, _nodes.Count, operation, operands, rows, columns));
        operation.Forward(node);
        return node;
    }

    private GraphNode Add(GraphNode node)
    {
        _nodes.Add(node);
        return node;
    }
}
