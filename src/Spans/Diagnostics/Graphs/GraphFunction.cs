namespace Spans.Diagnostics.Graphs;

/// <summary>A function of one number with its derivative, for every element of a <see cref="GraphNode"/>.</summary>
/// <param name="symbol">What is printed for it.</param>
/// <param name="value">y = f(x).</param>
/// <param name="derivative">dy/dx from x and y.</param>
public sealed class GraphFunction(
    string symbol, Func<double, double> value, Func<double, double, double> derivative) : IGraphOperation
{
    /// <summary>What is printed for it.</summary>
    public string Symbol { get; } = symbol ?? throw new ArgumentNullException(nameof(symbol));

    /// <summary>−x.</summary>
    public static GraphFunction Negate { get; } = new("-", static x => -x, static (_, _) => -1);

    /// <summary>eˣ.</summary>
    public static GraphFunction Exp { get; } = new("exp", Math.Exp, static (_, y) => y);

    /// <summary>ln x.</summary>
    public static GraphFunction Log { get; } = new("log", Math.Log, static (x, _) => 1 / x);

    /// <summary>x².</summary>
    public static GraphFunction Square { get; } = new("square", static x => x * x, static (x, _) => 2 * x);

    /// <summary>1 / (1 + e⁻ˣ): dy·y(1 − y).</summary>
    public static GraphFunction Sigmoid { get; } =
        new("sigmoid", static x => 1 / (1 + Math.Exp(-x)), static (_, y) => y * (1 - y));

    /// <summary>tanh x: dy·(1 − y²).</summary>
    public static GraphFunction Tanh { get; } = new("tanh", Math.Tanh, static (_, y) => 1 - y * y);

    /// <summary>max(0, x): passes where x is above 0.</summary>
    public static GraphFunction Relu { get; } =
        new("relu", static x => x > 0 ? x : x <= 0 ? 0 : x, static (x, _) => x > 0 ? 1 : 0);

    /// <summary>ln(1 + eˣ).</summary>
    public static GraphFunction Softplus { get; } = new(
        "softplus", static x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))), static (x, _) => 1 / (1 + Math.Exp(-x)));

    /// <summary>x · sigmoid(x).</summary>
    public static GraphFunction Silu { get; } = new("silu", static x => x / (1 + Math.Exp(-x)), static (x, y) =>
    {
        var s = 1 / (1 + Math.Exp(-x));
        return s + y * (1 - s);
    });

    /// <summary>max(0, x) + slope · min(0, x).</summary>
    public static GraphFunction LeakyRelu(double slope = 0.01) => new(
        "leaky-relu", x => x > 0 ? x : slope * x, (x, _) => x > 0 ? 1 : slope);

    /// <summary>x above 0, alpha · (eˣ − 1) below.</summary>
    public static GraphFunction Elu(double alpha = 1) => new(
        "elu", x => x > 0 ? x : alpha * Math.Exp(x) - alpha, (x, y) => x > 0 ? 1 : y + alpha);

    void IGraphOperation.Forward(GraphNode node)
    {
        var x = node.Operands[0].Values;
        var y = node.Values;
        for (var i = 0; i < y.Length; i++) y[i] = value(x[i]);
    }

    void IGraphOperation.Backward(GraphNode node)
    {
        var x = node.Operands[0].Values;
        var dx = node.Operands[0].Gradients;
        var y = node.Values;
        var dy = node.Gradients;
        for (var i = 0; i < y.Length; i++) dx[i] += dy[i] * derivative(x[i], y[i]);
    }
}
