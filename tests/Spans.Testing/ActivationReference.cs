using Spans.Activations;

namespace Spans.Testing;

/// <summary>Activations in double, as they are written down.</summary>
public static class ActivationReference
{
    private static readonly Dictionary<string, (Func<double, double> Value, double[] Kinks)> s_formulas = new()
    {
        ["identity"] = (x => x, []),
        ["relu"] = (x => Math.Max(x, 0), [0]),
        ["tanh"] = (Math.Tanh, []),
        ["sigmoid"] = (Sigmoid, []),
        ["gelu"] = (x => x * 0.5 * DoubleMath.Erfc(-x / Math.Sqrt(2)), []),
        ["silu"] = (x => x * Sigmoid(x), []),
        ["softplus"] = (x => Math.Max(x, 0) + DoubleMath.Log1p(Math.Exp(-Math.Abs(x))), []),
    };

    /// <summary>f(x).</summary>
    /// <exception cref="NotSupportedException">There is no formula for it here.</exception>
    public static double Value(IActivation activation, double x) => Of(activation).Value(x);

    /// <summary>How far x is from where f has no derivative.</summary>
    public static double KinkDistance(IActivation activation, double x) =>
        Of(activation).Kinks.Select(kink => Math.Abs(x - kink)).DefaultIfEmpty(double.PositiveInfinity).Min();

    private static (Func<double, double> Value, double[] Kinks) Of(IActivation activation) =>
        s_formulas.TryGetValue(activation.Name, out var formula) ? formula
            : throw new NotSupportedException($"Activation {activation.Name} has no reference formula in the tests: add one.");

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
