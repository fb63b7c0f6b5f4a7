namespace Spans.Testing;

/// <summary>Functions that <see cref="Math"/> lacks, to within 1e-14 relative: references for float kernels.</summary>
public static class DoubleMath
{
    /// <summary>eˣ − 1. Kahan's form: the error of u = eˣ cancels in (u − 1) / ln u.</summary>
    public static double Expm1(double x)
    {
        var u = Math.Exp(x);
        if (u == 1) return x;
        var d = u - 1;
        return d == -1 || double.IsInfinity(u) ? d : d * (x / Math.Log(u));
    }

    /// <summary>ln(1 + x). Kahan's form.</summary>
    public static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 || double.IsInfinity(u) ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>
    /// 1 − erf x: the Taylor series below 2.5, Lentz's continued fraction above. Abramowitz and Stegun 7.1.6 and 7.1.14.
    /// </summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < 0) return 2 - Erfc(-x);
        if (x > 28) return 0;
        return x < 2.5 ? 1 - Series(x) : Fraction(x);
    }

    /// <summary>erf x.</summary>
    public static double Erf(double x) => Math.Abs(x) < 2.5 ? Math.CopySign(Series(Math.Abs(x)), x) : 1 - Erfc(x);

    // erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms positive.
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (var n = 1; term > sum * 1e-18; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // √π e^(x²) erfc x = 1/(x + ½/(x + 1/(x + 3⁄2/(x + 2/(x + …), from the far end.
    private static double Fraction(double x)
    {
        var tail = x;
        for (var k = 120; k > 0; k--) tail = x + k / 2.0 / tail;
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * tail);
    }
}
