using System.Globalization;
using System.Text;

namespace Spans.Diagnostics.Graphs;

/// <summary>Prints a computational graph with its values and gradients: as a tree, as Mermaid, as DOT.</summary>
public static class GraphText
{
    /// <summary>An indented tree, the result on top; a node that was printed before is only named again.</summary>
    public static string ToTree(this GraphNode result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        Branch(text, result, "", "", []);
        return text.ToString();
    }

    /// <summary>A Mermaid flowchart of what <paramref name="result"/> depends on.</summary>
    public static string ToMermaid(this GraphNode result)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in Reached(result))
        {
            var (open, close) = node.Operands.Count == 0 ? ("([", "])") : ("[", "]");
            text.Append(
                CultureInfo.InvariantCulture, $"  n{node.Index}{open}\"{Escape(Title(node))}<br/>{Numbers(node)}\"{close}\n");
            foreach (var operand in node.Operands)
                text.Append(CultureInfo.InvariantCulture, $"  n{operand.Index} --> n{node.Index}\n");
        }
        return text.ToString();
    }

    /// <summary>A Graphviz digraph of what <paramref name="result"/> depends on.</summary>
    public static string ToDot(this GraphNode result)
    {
        var text = new StringBuilder("digraph {\n  rankdir=LR;\n");
        foreach (var node in Reached(result))
        {
            var shape = node.Operands.Count == 0 ? "ellipse" : "box";
            text.Append(CultureInfo.InvariantCulture,
                $"  n{node.Index} [shape={shape}, label=\"{Escape(Title(node))}\\n{Numbers(node)}\"];\n");
            foreach (var operand in node.Operands)
                text.Append(CultureInfo.InvariantCulture, $"  n{operand.Index} -> n{node.Index};\n");
        }
        return text.Append("}\n").ToString();
    }

    private static void Branch(StringBuilder text, GraphNode node, string first, string rest, HashSet<int> seen)
    {
        text.Append(first).Append(Title(node)).Append("  ").Append(Numbers(node));
        var again = !seen.Add(node.Index) && node.Operands.Count != 0;
        text.Append(again ? "  (as above)\n" : "\n");
        if (again) return;
        for (var i = 0; i < node.Operands.Count; i++)
        {
            var last = i == node.Operands.Count - 1;
            Branch(text, node.Operands[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), seen);
        }
    }

    // Operands first, each once, in the order they were made.
    private static List<GraphNode> Reached(GraphNode result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var wanted = new bool[result.Index + 1];
        wanted[result.Index] = true;
        for (var i = result.Index; i >= 0; i--)
            if (wanted[i])
                foreach (var operand in result.Graph.Nodes[i].Operands) wanted[operand.Index] = true;
        var reached = new List<GraphNode>();
        for (var i = 0; i < wanted.Length; i++) if (wanted[i]) reached.Add(result.Graph.Nodes[i]);
        return reached;
    }

    private static string Title(GraphNode node) => node.Operands.Count == 0 ? node.ToString() : node.Symbol;

    private static string Numbers(GraphNode node) => node.Values.Length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"value {node.Value:G6}, gradient {node.Gradient:G6}")
        : string.Create(CultureInfo.InvariantCulture,
            $"value [{node.Rows}, {node.Columns}] {Some(node.Values)}, gradient {Some(node.Gradients)}");

    private static string Some(ReadOnlySpan<double> values)
    {
        var text = new StringBuilder("(");
        for (var i = 0; i < Math.Min(4, values.Length); i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{values[i]:G4}");
        return text.Append(values.Length > 4 ? ", …)" : ")").ToString();
    }

    private static string Escape(string text) => text.Replace("\"", "'", StringComparison.Ordinal);
}
