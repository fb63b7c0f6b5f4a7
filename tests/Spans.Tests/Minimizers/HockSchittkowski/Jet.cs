namespace Spans.Tests.Minimizers.HockSchittkowski;

/// <summary>A value with its gradient [n] and Hessian [n, n], carried through arithmetic by the chain rule.</summary>
internal sealed class Jet
{
    private Jet(double value, int n) => (Value, Gradient, Hessian) = (value, new double[n], new double[n * n]);

    public double Value { get; }

    public double[] Gradient { get; }

    public double[] Hessian { get; }

    /// <summary>The variables themselves.</summary>
    public static Jet[] Variables(ReadOnlySpan<double> x)
    {
        var jets = new Jet[x.Length];
        for (var i = 0; i < jets.Length; i++) (jets[i] = new Jet(x[i], x.Length)).Gradient[i] = 1;
        return jets;
    }

    public static Jet operator +(Jet a, Jet b) => Join(a, b, a.Value + b.Value, 1, 1, 0);

    public static Jet operator -(Jet a, Jet b) => Join(a, b, a.Value - b.Value, 1, -1, 0);

    public static Jet operator *(Jet a, Jet b) => Join(a, b, a.Value * b.Value, b.Value, a.Value, 1);

    public static Jet operator /(Jet a, Jet b) => a * Pow(b, -1);

    public static Jet operator -(Jet a) => Map(a, -a.Value, -1, 0);

    public static Jet operator +(Jet a, double c) => Map(a, a.Value + c, 1, 0);

    public static Jet operator +(double c, Jet a) => a + c;

    public static Jet operator -(Jet a, double c) => a + -c;

    public static Jet operator -(double c, Jet a) => Map(a, c - a.Value, -1, 0);

    public static Jet operator *(double c, Jet a) => Map(a, c * a.Value, c, 0);

    public static Jet operator *(Jet a, double c) => c * a;

    public static Jet operator /(Jet a, double c) => 1 / c * a;

    public static Jet operator /(double c, Jet a) => c * Pow(a, -1);

    public static Jet Sq(Jet a) => Map(a, a.Value * a.Value, 2 * a.Value, 2);

    public static Jet Pow(Jet a, double p) =>
        Map(a, Math.Pow(a.Value, p), p * Math.Pow(a.Value, p - 1), p == 1 ? 0 : p * (p - 1) * Math.Pow(a.Value, p - 2));

    public static Jet Exp(Jet a) => Map(a, Math.Exp(a.Value), Math.Exp(a.Value), Math.Exp(a.Value));

    public static Jet Log(Jet a) => Map(a, Math.Log(a.Value), 1 / a.Value, -1 / (a.Value * a.Value));

    public static Jet Sin(Jet a) => Map(a, Math.Sin(a.Value), Math.Cos(a.Value), -Math.Sin(a.Value));

    public static Jet Cos(Jet a) => Map(a, Math.Cos(a.Value), -Math.Sin(a.Value), -Math.Cos(a.Value));

    public static Jet Sum(IEnumerable<Jet> terms) => terms.Aggregate((a, b) => a + b);

    public static Jet Product(IEnumerable<Jet> factors) => factors.Aggregate((a, b) => a * b);

    // φ(a) by φ' and φ''.
    private static Jet Map(Jet a, double value, double first, double second)
    {
        var (n, result) = (a.Gradient.Length, new Jet(value, a.Gradient.Length));
        for (var i = 0; i < n; i++)
        {
            result.Gradient[i] = first * a.Gradient[i];
            for (var k = 0; k < n; k++)
                result.Hessian[i * n + k] = first * a.Hessian[i * n + k] + second * a.Gradient[i] * a.Gradient[k];
        }
        return result;
    }

    // φ(a, b) by φₐ, φ_b and φₐ_b, the only second derivative that sums and products have.
    private static Jet Join(Jet a, Jet b, double value, double byA, double byB, double mixed)
    {
        var (n, result) = (a.Gradient.Length, new Jet(value, a.Gradient.Length));
        for (var i = 0; i < n; i++)
        {
            result.Gradient[i] = byA * a.Gradient[i] + byB * b.Gradient[i];
            for (var k = 0; k < n; k++)
            {
                result.Hessian[i * n + k] = byA * a.Hessian[i * n + k] + byB * b.Hessian[i * n + k]
                    + mixed * (a.Gradient[i] * b.Gradient[k] + b.Gradient[i] * a.Gradient[k]);
            }
        }
        return result;
    }
}
