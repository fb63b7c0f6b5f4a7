using System.Globalization;

namespace Spans.Diagnostics.Graphs;

/// <summary>
/// One value of a <see cref="ComputationalGraph"/>: a matrix [rows, columns] in double precision with its gradient. Operators
/// make new nodes; where one operand is a scalar, a row or a column, it stands for every element, row or column of the other.
/// </summary>
public sealed class GraphNode
{
    private readonly double[] _values;
    private readonly double[] _gradients;

    internal GraphNode(
        ComputationalGraph graph, int index, IGraphOperation? operation, GraphNode[] operands, int rows, int columns)
    {
        Graph = graph;
        Index = index;
        Operation = operation;
        Operands = operands;
        Rows = rows;
        Columns = columns;
        _values = new double[checked(rows * columns)];
        _gradients = new double[_values.Length];
    }

    /// <summary>The graph it belongs to.</summary>
    public ComputationalGraph Graph { get; }

    /// <summary>What it is called; empty for a step in between.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its rows.</summary>
    public int Rows { get; }

    /// <summary>Its columns.</summary>
    public int Columns { get; }

    /// <summary>What it was made of; none for variables and constants.</summary>
    public IReadOnlyList<GraphNode> Operands { get; }

    /// <summary>What it does with its operands: <c>+</c>, <c>matmul</c>; empty for variables and constants.</summary>
    public string Symbol => Operation?.Symbol ?? "";

    /// <summary>[rows, columns]. Change variables only, then run <see cref="ComputationalGraph.Forward"/>.</summary>
    public Span<double> Values => _values;

    /// <summary>[rows, columns]: the derivative of the last <see cref="ComputationalGraph.Backward"/>'s result.</summary>
    public Span<double> Gradients => _gradients;

    /// <summary>The value of a scalar.</summary>
    /// <exception cref="InvalidOperationException">The node is no scalar.</exception>
    public double Value
    {
        get => Scalar(_values);
        set
        {
            _ = Scalar(_values);
            _values[0] = value;
        }
    }

    /// <summary>The gradient of a scalar.</summary>
    /// <exception cref="InvalidOperationException">The node is no scalar.</exception>
    public double Gradient => Scalar(_gradients);

    internal int Index { get; }

    internal bool IsConstant { get; init; }

    internal IGraphOperation? Operation { get; }

    /// <summary>The same value under a name, for printing: a step of its own that passes all on.</summary>
    public GraphNode Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Map(new GraphFunction(name, static x => x, static (_, _) => 1));
    }

    /// <summary>a + b: passes the gradient on to both.</summary>
    public static GraphNode operator +(GraphNode a, GraphNode b) => Pointwise.Add.Of(a, b);

    /// <summary>a − b.</summary>
    public static GraphNode operator -(GraphNode a, GraphNode b) => Pointwise.Subtract.Of(a, b);

    /// <summary>a ⊙ b, element by element: the gradient goes to each times the other.</summary>
    public static GraphNode operator *(GraphNode a, GraphNode b) => Pointwise.Multiply.Of(a, b);

    /// <summary>a / b, element by element.</summary>
    public static GraphNode operator /(GraphNode a, GraphNode b) => Pointwise.Divide.Of(a, b);

    /// <summary>−a.</summary>
    public static GraphNode operator -(GraphNode a) => a.Map(GraphFunction.Negate);

    /// <summary>A number as a constant of the same graph: <c>x * 2.0</c>.</summary>
    public static GraphNode operator *(GraphNode a, double b) => a * a.Graph.Constant(b);

    /// <summary>a + b for a number.</summary>
    public static GraphNode operator +(GraphNode a, double b) => a + a.Graph.Constant(b);

    /// <summary>a − b for a number.</summary>
    public static GraphNode operator -(GraphNode a, double b) => a - a.Graph.Constant(b);

    /// <summary>a / b for a number.</summary>
    public static GraphNode operator /(GraphNode a, double b) => a / a.Graph.Constant(b);

    /// <summary>The matrix product: [m, k] · [k, n] → [m, n]; dA = dC Bᵀ, dB = Aᵀ dC.</summary>
    /// <exception cref="ArgumentException">The inner lengths differ.</exception>
    public GraphNode MatMul(GraphNode other) => MatrixProduct.Of(this, other);

    /// <summary>e to the power of each element.</summary>
    public GraphNode Exp() => Map(GraphFunction.Exp);

    /// <summary>The natural logarithm of each element.</summary>
    public GraphNode Log() => Map(GraphFunction.Log);

    /// <summary>The sum of all elements, a scalar.</summary>
    public GraphNode Sum() => Reduction.Of(this, 1, 1);

    /// <summary>The sum of each row: [rows, 1].</summary>
    public GraphNode RowSums() => Reduction.Of(this, Rows, 1);

    /// <summary>The sum of each column: [1, columns].</summary>
    public GraphNode ColumnSums() => Reduction.Of(this, 1, Columns);

    /// <summary>A function of each element, such as <see cref="GraphFunction.Sigmoid"/>.</summary>
    public GraphNode Map(GraphFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Graph.Apply(function, Rows, Columns, this);
    }

    /// <summary>Each row's softmax, e^x / Σ e^x.</summary>
    public GraphNode Softmax()
    {
        var powers = Exp();
        return powers / powers.RowSums();
    }

    /// <summary>Its name, or its operation and operands' names.</summary>
    public override string ToString() => Name.Length != 0 ? Name
        : IsConstant ? _values[0].ToString("R", CultureInfo.InvariantCulture)
        : $"{Symbol}({string.Join(", ", Operands)})";

    private double Scalar(double[] numbers) => numbers.Length == 1
        ? numbers[0]
        : throw new InvalidOperationException($"{this} is [{Rows}, {Columns}], not a scalar.");
}
