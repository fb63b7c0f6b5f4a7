using Spans.Activations;

namespace Spans.Testing;

/// <summary>The textbook formula of each activation in double precision.</summary>
public static class ActivationReference
{
    /// <summary>f(x).</summary>
    /// <exception cref="NotSupportedException">There is no formula for it here.</exception>
    public static double Value(IActivation activation, double x)
    {
        // The limit, where the formula would multiply an infinity by zero.
        if (double.IsInfinity(x)) x = Math.CopySign(activation is Softsign ? 1e300 : 1e6, x);
        return Of(activation).Formula(x);
    }

    /// <summary>f′ by central differences of the double formula, good to about 1e-9.</summary>
    public static double Derivative(IActivation activation, double x)
    {
        var step = 1e-5 * Math.Max(1, Math.Abs(x));
        double D(double h) => (Value(activation, x + h) - Value(activation, x - h)) / (2 * h);
        return (4 * D(step / 2) - D(step)) / 3;
    }

    /// <summary>How far x is from where the formula bends sharply, so that differences tell nothing.</summary>
    public static double KinkDistance(IActivation activation, double x)
    {
        var distance = double.PositiveInfinity;
        foreach (var kink in Of(activation).Kinks) distance = Math.Min(distance, Math.Abs(x - kink));
        return distance;
    }

    private static (Func<double, double> Formula, double[] Kinks) Of(IActivation activation) => activation switch
    {
        Identity => (x => x, []),
        Step => (x => x > 0 ? 1 : x <= 0 ? 0 : double.NaN, [0]),
        Sigmoid => (Logistic, []),
        Tanh => (Math.Tanh, []),
        Relu => (x => Math.Max(x, 0), [0]),
        LeakyRelu f => (x => x > 0 ? x : f.Slope * x, [0]),
        Elu f => (x => x > 0 ? x : f.Alpha * DoubleMath.Expm1(x), [0]),
        Selu => (x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543773 * DoubleMath.Expm1(x)), [0]),
        Gelu => (x => x * 0.5 * DoubleMath.Erfc(-x / Math.Sqrt(2)), []),
        GeluTanh => (x => x * Logistic(2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)), []),
        Silu => (x => x * Logistic(x), []),
        Softplus f => (x => SoftRectifier(f.Beta * x) / f.Beta, []),
        Mish => (x => x * Math.Tanh(SoftRectifier(x)), []),
        HardSigmoid => (x => Math.Clamp((x + 3) / 6, 0, 1), [-3, 3]),
        HardTanh f => (x => Math.Clamp(x, f.Least, f.Most), [f.Least, f.Most]),
        HardSwish => (x => x * Math.Clamp((x + 3) / 6, 0, 1), [-3, 3]),
        Relu6 => (x => Math.Clamp(x, 0, 6), [0, 6]),
        Softsign => (x => x / (1 + Math.Abs(x)), [0]),
        _ => throw new NotSupportedException($"Activation '{activation.Name}' has no reference: add its formula here."),
    };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double SoftRectifier(double x) => Math.Max(x, 0) + DoubleMath.Log1p(Math.Exp(-Math.Abs(x)));
}
