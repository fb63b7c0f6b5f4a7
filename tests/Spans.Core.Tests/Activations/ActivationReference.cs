using Spans.Activations;
using Spans.Testing;

namespace Spans.Core.Tests.Activations;

/// <summary>The textbook formula of each activation in double precision, for its default parameters.</summary>
internal static class ActivationReference
{
    private static readonly Dictionary<string, Func<double, double>> s_values = new()
    {
        ["identity"] = x => x,
        ["step"] = x => x > 0 ? 1 : x <= 0 ? 0 : double.NaN,
        ["sigmoid"] = Sigmoid,
        ["tanh"] = Math.Tanh,
        ["relu"] = x => Math.Max(x, 0),
        ["leaky-relu"] = x => x > 0 ? x : 0.01f * x,
        ["elu"] = x => x > 0 ? x : DoubleMath.Expm1(x),
        ["selu"] = x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543773 * DoubleMath.Expm1(x)),
        ["gelu"] = x => x * Normal(x),
        ["gelu-tanh"] = x => x * Sigmoid(2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)),
        ["silu"] = x => x * Sigmoid(x),
        ["softplus"] = Softplus,
        ["mish"] = x => x * Math.Tanh(Softplus(x)),
        ["hard-sigmoid"] = x => Math.Clamp((x + 3) / 6, 0, 1),
        ["hard-tanh"] = x => Math.Clamp(x, -1, 1),
        ["hard-swish"] = x => x * Math.Clamp((x + 3) / 6, 0, 1),
        ["relu6"] = x => Math.Clamp(x, 0, 6),
        ["softsign"] = x => x / (1 + Math.Abs(x)),
    };

    public static double Value(IActivation activation, double x)
    {
        if (!s_values.TryGetValue(activation.Name, out var value))
            throw new InvalidOperationException($"Activation '{activation.Name}' has no reference: add its formula here.");
        // The limit, where the formula would multiply an infinity by zero.
        if (double.IsInfinity(x)) x = Math.CopySign(activation.Name == "softsign" ? 1e300 : 1e6, x);
        return value(x);
    }

    /// <summary>f′ by central differences of the double formula, good to about 1e-9.</summary>
    public static double Derivative(IActivation activation, double x)
    {
        var step = 1e-5 * Math.Max(1, Math.Abs(x));
        double D(double h) => (Value(activation, x + h) - Value(activation, x - h)) / (2 * h);
        return (4 * D(step / 2) - D(step)) / 3;
    }

    /// <summary>Whether the formula bends sharply within 1e-3 of x, so that differences tell nothing.</summary>
    public static bool NearKink(IActivation activation, double x)
    {
        double[] kinks = activation.Name switch
        {
            "step" or "relu" or "leaky-relu" or "selu" or "elu" => [0],
            "hard-sigmoid" or "hard-swish" => [-3, 3],
            "hard-tanh" => [-1, 1],
            "relu6" => [0, 6],
            "softsign" => [0],
            _ => [],
        };
        return Array.Exists(kinks, kink => Math.Abs(x - kink) < 1e-3);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + DoubleMath.Log1p(Math.Exp(-Math.Abs(x)));

    private static double Normal(double x) => 0.5 * DoubleMath.Erfc(-x / Math.Sqrt(2));
}
