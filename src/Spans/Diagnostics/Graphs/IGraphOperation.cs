namespace Spans.Diagnostics.Graphs;

/// <summary>What a node does with its operands, and how it passes gradients back.</summary>
internal interface IGraphOperation
{
    /// <summary>What is printed for it.</summary>
    string Symbol { get; }

    /// <summary>Writes the node's values from its operands'.</summary>
    void Forward(GraphNode node);

    /// <summary>Adds the node's gradients, times its own derivative, to its operands' gradients.</summary>
    void Backward(GraphNode node);
}
