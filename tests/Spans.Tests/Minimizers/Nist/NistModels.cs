namespace Spans.Tests.Minimizers.Nist;

/// <summary>y = f(x; b), and its derivatives by b where asked for.</summary>
internal delegate double NistModel(double x, ReadOnlySpan<double> b, Span<double> derivatives);

/// <summary>The models of the data sets in tests/golden/nist.txt, as their .dat files state them.</summary>
internal static class NistModels
{
    public static NistModel Of(string name) => name switch
    {
        "misra1a" or "boxbod" => Saturation,
        "misra1b" => Misra1b,
        "misra1c" => Misra1c,
        "misra1d" => Misra1d,
        "chwirut2" => Chwirut,
        "lanczos1" or "lanczos2" or "lanczos3" => Lanczos,
        "danwood" => Power,
        "mgh17" => Osborne,
        "mgh09" => Kowalik,
        "mgh10" => Meyer,
        "thurber" => Thurber,
        "rat42" => Rat42,
        "rat43" => Rat43,
        "eckerle4" => Eckerle,
        "roszman1" => Roszman,
        _ => throw new ArgumentException(name),
    };

    // b1 (1 − exp(−b2 x))
    private static double Saturation(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var e = Math.Exp(-b[1] * x);
        (d[0], d[1]) = (1 - e, b[0] * x * e);
        return b[0] * d[0];
    }

    // b1 (1 − (1 + b2 x/2)^−2)
    private static double Misra1b(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var base_ = 1 + b[1] * x / 2;
        (d[0], d[1]) = (1 - 1 / (base_ * base_), b[0] * x / (base_ * base_ * base_));
        return b[0] * d[0];
    }

    // b1 (1 − (1 + 2 b2 x)^−½)
    private static double Misra1c(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var root = Math.Sqrt(1 + 2 * b[1] * x);
        (d[0], d[1]) = (1 - 1 / root, b[0] * x / (root * root * root));
        return b[0] * d[0];
    }

    // b1 b2 x / (1 + b2 x)
    private static double Misra1d(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var bottom = 1 + b[1] * x;
        (d[0], d[1]) = (b[1] * x / bottom, b[0] * x / (bottom * bottom));
        return b[0] * d[0];
    }

    // exp(−b1 x) / (b2 + b3 x)
    private static double Chwirut(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var bottom = b[1] + b[2] * x;
        var y = Math.Exp(-b[0] * x) / bottom;
        (d[0], d[1], d[2]) = (-x * y, -y / bottom, -x * y / bottom);
        return y;
    }

    // b1 exp(−b2 x) + b3 exp(−b4 x) + b5 exp(−b6 x)
    private static double Lanczos(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var sum = 0.0;
        for (var i = 0; i < 6; i += 2)
        {
            d[i] = Math.Exp(-b[i + 1] * x);
            d[i + 1] = -x * b[i] * d[i];
            sum += b[i] * d[i];
        }
        return sum;
    }

    // b1 x^b2
    private static double Power(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        d[0] = Math.Pow(x, b[1]);
        d[1] = b[0] * d[0] * Math.Log(x);
        return b[0] * d[0];
    }

    // b1 + b2 exp(−b4 x) + b3 exp(−b5 x)
    private static double Osborne(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        (d[0], d[1], d[2]) = (1, Math.Exp(-b[3] * x), Math.Exp(-b[4] * x));
        (d[3], d[4]) = (-x * b[1] * d[1], -x * b[2] * d[2]);
        return b[0] + b[1] * d[1] + b[2] * d[2];
    }

    // b1 (x² + b2 x) / (x² + b3 x + b4)
    private static double Kowalik(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var (top, bottom) = (x * x + b[1] * x, x * x + b[2] * x + b[3]);
        var y = b[0] * top / bottom;
        (d[0], d[1], d[2], d[3]) = (top / bottom, b[0] * x / bottom, -y * x / bottom, -y / bottom);
        return y;
    }

    // b1 exp(b2 / (x + b3))
    private static double Meyer(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var shifted = x + b[2];
        d[0] = Math.Exp(b[1] / shifted);
        (d[1], d[2]) = (b[0] * d[0] / shifted, -b[0] * d[0] * b[1] / (shifted * shifted));
        return b[0] * d[0];
    }

    // (b1 + b2 x + b3 x² + b4 x³) / (1 + b5 x + b6 x² + b7 x³)
    private static double Thurber(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var top = b[0] + x * (b[1] + x * (b[2] + x * b[3]));
        var bottom = 1 + x * (b[4] + x * (b[5] + x * b[6]));
        var y = top / bottom;
        for (var i = 0; i < 4; i++) d[i] = Math.Pow(x, i) / bottom;
        for (var i = 1; i < 4; i++) d[3 + i] = -y * Math.Pow(x, i) / bottom;
        return y;
    }

    // b1 / (1 + exp(b2 − b3 x))
    private static double Rat42(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var e = Math.Exp(b[1] - b[2] * x);
        var y = b[0] / (1 + e);
        (d[0], d[1], d[2]) = (1 / (1 + e), -y * e / (1 + e), y * e / (1 + e) * x);
        return y;
    }

    // b1 / (1 + exp(b2 − b3 x))^(1/b4)
    private static double Rat43(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var e = Math.Exp(b[1] - b[2] * x);
        d[0] = Math.Pow(1 + e, -1 / b[3]);
        var y = b[0] * d[0];
        (d[1], d[2]) = (-y / b[3] * e / (1 + e), y / b[3] * e / (1 + e) * x);
        d[3] = y * Math.Log(1 + e) / (b[3] * b[3]);
        return y;
    }

    // b1 / b2 · exp(−½ ((x − b3) / b2)²)
    private static double Eckerle(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var z = (x - b[2]) / b[1];
        d[0] = Math.Exp(-0.5 * z * z) / b[1];
        var y = b[0] * d[0];
        (d[1], d[2]) = (y * (z * z - 1) / b[1], y * z / b[1]);
        return y;
    }

    // b1 − b2 x − arctan(b3 / (x − b4)) / π
    private static double Roszman(double x, ReadOnlySpan<double> b, Span<double> d)
    {
        var shifted = x - b[3];
        var square = shifted * shifted + b[2] * b[2];
        (d[0], d[1], d[2], d[3]) = (1, -x, -shifted / square / Math.PI, -b[2] / square / Math.PI);
        return b[0] - b[1] * x - Math.Atan(b[2] / shifted) / Math.PI;
    }
}
