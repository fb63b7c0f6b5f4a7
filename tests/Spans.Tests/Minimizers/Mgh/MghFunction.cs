using Spans.Minimizers;

namespace Spans.Tests.Minimizers.Mgh;

/// <summary>
/// A function of Moré, Garbow and Hillstrom, "Testing Unconstrained Optimization Software", 1981: its residuals, their Jacobian
/// and the standard start.
/// </summary>
internal sealed class MghFunction(
    string name, double[] start, int count, SpanFunction<double> values, SpanFunction<double> jacobian)
    : IDifferentiableVector<double>
{
    public string Name => name;

    public double[] Start => start;

    public int Dimension => start.Length;

    public int Count => count;

    /// <summary>All of them, in the paper's order.</summary>
    public static MghFunction[] All { get; } = [.. SmallFunctions.All, .. FittedFunctions.All, .. VariableFunctions.All];

    public static MghFunction Named(string name) => Array.Find(All, f => f.Name == name)!;

    public void Values(ReadOnlySpan<double> x, Span<double> result) => values(x, result);

    public void Jacobian(ReadOnlySpan<double> x, Span<double> result)
    {
        result.Clear();
        jacobian(x, result);
    }
}
