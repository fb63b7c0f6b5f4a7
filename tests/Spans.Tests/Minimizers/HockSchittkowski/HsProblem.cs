using Spans.Minimizers;

namespace Spans.Tests.Minimizers.HockSchittkowski;

/// <summary>How much of a problem's derivatives the minimizer is given.</summary>
public enum Given
{
    /// <summary>Gradients and Hessians.</summary>
    Hessians,

    /// <summary>Gradients alone.</summary>
    Gradients,

    /// <summary>Values alone.</summary>
    Values,
}

/// <summary>
/// A problem of Hock and Schittkowski, "Test Examples for Nonlinear Programming Codes", Lecture Notes in Economics and
/// Mathematical Systems 187, 1981: minimise f subject to constraints that are to be at least zero, or zero, and bounds.
/// </summary>
internal sealed record HsProblem(int Number, double[] Start, double Optimum, Func<Jet[], Jet> Objective)
{
    /// <summary>All of them, by number.</summary>
    public static HsProblem[] All { get; } =
        [.. HsTwoVariables.All, .. HsThreeVariables.All, .. HsMoreVariables.All, .. HsManyVariables.All];

    public static HsProblem Numbered(int number) => Array.Find(All, p => p.Number == number)!;

    /// <summary>Each is ≥ 0.</summary>
    public Func<Jet[], Jet[]>? AtLeastZero { get; init; }

    /// <summary>Each is 0.</summary>
    public Func<Jet[], Jet[]>? Zero { get; init; }

    public double[] Lower { get; init; } = [];

    public double[] Upper { get; init; } = [];

    /// <summary>
    /// f of a local minimum that is not the published one and nearer to the start along the method's path. Ipopt ends in the same
    /// ones.
    /// </summary>
    public double? Local { get; init; }

    /// <summary>λ of the inequalities, where they are known by hand or from the literature.</summary>
    public double[]? Inequalities { get; init; }

    /// <summary>ν of the equalities.</summary>
    public double[]? Equalities { get; init; }

    /// <summary>z of the lower bounds.</summary>
    public double[]? AtLower { get; init; }

    /// <summary>w of the upper bounds.</summary>
    public double[]? AtUpper { get; init; }

    public int Dimension => Start.Length;

    /// <summary>In Spans' standard form: g = −(what must be at least zero).</summary>
    public Problem<double> ToProblem(Given given)
    {
        var variables = Jet.Variables(Start);
        return new Problem<double>(given switch
        {
            Given.Hessians => new TwiceScalar(Dimension, Objective),
            Given.Gradients => new OnceScalar(Dimension, Objective),
            _ => new PlainScalar(Dimension, Objective),
        })
        {
            Inequalities = Rows(AtLeastZero, -1),
            Equalities = Rows(Zero, 1),
            Lower = Lower.Length == 0 ? default : Lower,
            Upper = Upper.Length == 0 ? default : Upper,
        };

        IVectorFunction<double>? Rows(Func<Jet[], Jet[]>? values, double sign) => values is null ? null : given switch
        {
            Given.Hessians => new TwiceRows(Dimension, values(variables).Length, values, sign),
            Given.Gradients => new OnceRows(Dimension, values(variables).Length, values, sign),
            _ => new PlainRows(Dimension, values(variables).Length, values, sign),
        };
    }

    private class PlainScalar(int n, Func<Jet[], Jet> f) : IObjective<double>
    {
        public int Dimension => n;

        public double Value(ReadOnlySpan<double> x) => f(Jet.Variables(x)).Value;
    }

    private class OnceScalar(int n, Func<Jet[], Jet> f) : PlainScalar(n, f), IDifferentiable<double>
    {
        private readonly Func<Jet[], Jet> _f = f;

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            var jet = _f(Jet.Variables(x));
            jet.Gradient.CopyTo(gradient);
            return jet.Value;
        }

        protected Jet At(ReadOnlySpan<double> x) => _f(Jet.Variables(x));
    }

    private sealed class TwiceScalar(int n, Func<Jet[], Jet> f) : OnceScalar(n, f), ITwiceDifferentiable<double>
    {
        public void Hessian(ReadOnlySpan<double> x, Span<double> hessian) => At(x).Hessian.CopyTo(hessian);
    }

    private class PlainRows(int n, int count, Func<Jet[], Jet[]> c, double sign) : IVectorFunction<double>
    {
        public int Dimension => n;

        public int Count => count;

        protected double Sign => sign;

        public void Values(ReadOnlySpan<double> x, Span<double> values)
        {
            var jets = At(x);
            for (var i = 0; i < jets.Length; i++) values[i] = sign * jets[i].Value;
        }

        protected Jet[] At(ReadOnlySpan<double> x) => c(Jet.Variables(x));
    }

    private class OnceRows(int n, int count, Func<Jet[], Jet[]> c, double sign)
        : PlainRows(n, count, c, sign), IDifferentiableVector<double>
    {
        public void Jacobian(ReadOnlySpan<double> x, Span<double> jacobian)
        {
            var jets = At(x);
            for (var i = 0; i < jets.Length; i++)
                for (var j = 0; j < x.Length; j++) jacobian[i * x.Length + j] = Sign * jets[i].Gradient[j];
        }
    }

    private sealed class TwiceRows(int n, int count, Func<Jet[], Jet[]> c, double sign)
        : OnceRows(n, count, c, sign), ITwiceDifferentiableVector<double>
    {
        public void AddHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> hessian)
        {
            var jets = At(x);
            for (var i = 0; i < jets.Length; i++)
                for (var k = 0; k < hessian.Length; k++) hessian[k] += weights[i] * Sign * jets[i].Hessian[k];
        }
    }
}
