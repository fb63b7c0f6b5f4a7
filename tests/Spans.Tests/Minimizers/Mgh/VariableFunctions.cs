namespace Spans.Tests.Minimizers.Mgh;

/// <summary>Functions of any number of variables. Jacobians arrive zeroed.</summary>
internal static class VariableFunctions
{
    private static readonly double s_small = Math.Sqrt(1e-5);

    public static MghFunction[] All { get; } =
    [
        Watson(6),
        Watson(9),
        SmallFunctions.Rosenbrock("extended-rosenbrock", 10),
        SmallFunctions.PowellSingular("extended-powell-singular", 5),
        new("penalty-1", Start(10, j => j), 11,
            (x, r) =>
            {
                r[10] = -0.25;
                for (var i = 0; i < 10; i++) (r[i], r[10]) = (s_small * (x[i] - 1), r[10] + x[i] * x[i]);
            },
            (x, j) => { for (var i = 0; i < 10; i++) (j[11 * i], j[100 + i]) = (s_small, 2 * x[i]); }),
        new("penalty-2", Start(10, _ => 0.5), 20,
            (x, r) =>
            {
                (r[0], r[19]) = (x[0] - 0.2, -1);
                for (var i = 1; i < 10; i++)
                {
                    var y = Math.Exp((i + 1) / 10.0) + Math.Exp(i / 10.0);
                    r[i] = s_small * (Math.Exp(x[i] / 10) + Math.Exp(x[i - 1] / 10) - y);
                    r[9 + i] = s_small * (Math.Exp(x[i] / 10) - Math.Exp(-0.1));
                }
                for (var i = 0; i < 10; i++) r[19] += (10 - i) * x[i] * x[i];
            },
            (x, j) =>
            {
                j[0] = 1;
                for (var i = 1; i < 10; i++)
                {
                    j[10 * i + i - 1] = s_small * Math.Exp(x[i - 1] / 10) / 10;
                    j[10 * i + i] = j[10 * (9 + i) + i] = s_small * Math.Exp(x[i] / 10) / 10;
                }
                for (var i = 0; i < 10; i++) j[190 + i] = 2 * (10 - i) * x[i];
            }),
        new("variably-dimensioned", Start(10, j => 1 - j / 10.0), 12,
            (x, r) =>
            {
                r[10] = 0;
                for (var i = 0; i < 10; i++) (r[i], r[10]) = (x[i] - 1, r[10] + (i + 1) * (x[i] - 1));
                r[11] = r[10] * r[10];
            },
            (x, j) =>
            {
                var sum = 0.0;
                for (var i = 0; i < 10; i++) sum += (i + 1) * (x[i] - 1);
                for (var i = 0; i < 10; i++) (j[11 * i], j[100 + i], j[110 + i]) = (1, i + 1, 2 * sum * (i + 1));
            }),
        new("trigonometric", Start(10, _ => 0.1), 10,
            (x, r) =>
            {
                var sum = 0.0;
                foreach (var xi in x) sum += Math.Cos(xi);
                for (var i = 0; i < 10; i++) r[i] = 10 - sum + (i + 1) * (1 - Math.Cos(x[i])) - Math.Sin(x[i]);
            },
            (x, j) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    for (var k = 0; k < 10; k++) j[10 * i + k] = Math.Sin(x[k]);
                    j[11 * i] += (i + 1) * Math.Sin(x[i]) - Math.Cos(x[i]);
                }
            }),
        new("brown-almost-linear", Start(10, _ => 0.5), 10,
            (x, r) =>
            {
                var (sum, product) = (0.0, 1.0);
                foreach (var xi in x) (sum, product) = (sum + xi, product * xi);
                for (var i = 0; i < 9; i++) r[i] = x[i] + sum - 11;
                r[9] = product - 1;
            },
            (x, j) =>
            {
                for (var i = 0; i < 9; i++) for (var k = 0; k < 10; k++) j[10 * i + k] = i == k ? 2 : 1;
                for (var k = 0; k < 10; k++)
                {
                    j[90 + k] = 1;
                    for (var i = 0; i < 10; i++) if (i != k) j[90 + k] *= x[i];
                }
            }),
        new("discrete-boundary", Start(10, j => j / 11.0 * (j / 11.0 - 1)), 10,
            (x, r) =>
            {
                for (var i = 0; i < 10; i++)
                    r[i] = 2 * x[i] - At(x, i - 1) - At(x, i + 1) + Math.Pow(x[i] + (i + 1) / 11.0 + 1, 3) / 242;
            },
            (x, j) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    j[11 * i] = 2 + 3 * Math.Pow(x[i] + (i + 1) / 11.0 + 1, 2) / 242;
                    if (i > 0) j[11 * i - 1] = -1;
                    if (i < 9) j[11 * i + 1] = -1;
                }
            }),
        new("discrete-integral", Start(10, j => j / 11.0 * (j / 11.0 - 1)), 10,
            (x, r) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    r[i] = x[i];
                    for (var k = 0; k < 10; k++) r[i] += Kernel(i, k) * Math.Pow(x[k] + (k + 1) / 11.0 + 1, 3) / 22;
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 10; i++)
                    for (var k = 0; k < 10; k++)
                        j[10 * i + k] = (i == k ? 1 : 0) + 3 * Kernel(i, k) * Math.Pow(x[k] + (k + 1) / 11.0 + 1, 2) / 22;
            }),
        new("broyden-tridiagonal", Start(10, _ => -1), 10,
            (x, r) => { for (var i = 0; i < 10; i++) r[i] = (3 - 2 * x[i]) * x[i] - At(x, i - 1) - 2 * At(x, i + 1) + 1; },
            (x, j) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    j[11 * i] = 3 - 4 * x[i];
                    if (i > 0) j[11 * i - 1] = -1;
                    if (i < 9) j[11 * i + 1] = -2;
                }
            }),
        new("broyden-banded", Start(10, _ => -1), 10,
            (x, r) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    r[i] = x[i] * (2 + 5 * x[i] * x[i]) + 1;
                    for (var k = Math.Max(0, i - 5); k <= Math.Min(9, i + 1); k++) if (k != i) r[i] -= x[k] * (1 + x[k]);
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 10; i++)
                    for (var k = Math.Max(0, i - 5); k <= Math.Min(9, i + 1); k++)
                        j[10 * i + k] = k == i ? 2 + 15 * x[i] * x[i] : -1 - 2 * x[k];
            }),
        new("linear-full-rank", Start(10, _ => 1), 20,
            (x, r) =>
            {
                var sum = 0.0;
                foreach (var xi in x) sum += xi;
                for (var i = 0; i < 20; i++) r[i] = (i < 10 ? x[i] : 0) - 0.1 * sum - 1;
            },
            (x, j) => { for (var i = 0; i < 20; i++) for (var k = 0; k < 10; k++) j[10 * i + k] = (i == k ? 1 : 0) - 0.1; }),
        new("linear-rank-1", Start(10, _ => 1), 20,
            (x, r) =>
            {
                var sum = 0.0;
                for (var k = 0; k < 10; k++) sum += (k + 1) * x[k];
                for (var i = 0; i < 20; i++) r[i] = (i + 1) * sum - 1;
            },
            (x, j) => { for (var i = 0; i < 20; i++) for (var k = 0; k < 10; k++) j[10 * i + k] = (i + 1) * (k + 1); }),
        new("linear-rank-1-zero", Start(10, _ => 1), 20,
            (x, r) =>
            {
                var sum = 0.0;
                for (var k = 1; k < 9; k++) sum += (k + 1) * x[k];
                for (var i = 0; i < 20; i++) r[i] = (i is 0 or 19 ? 0 : i * sum) - 1;
            },
            (x, j) => { for (var i = 1; i < 19; i++) for (var k = 1; k < 9; k++) j[10 * i + k] = i * (k + 1); }),
        Chebyquad(8),
        Chebyquad(9),
        Chebyquad(10),
    ];

    private static MghFunction Watson(int n) => new($"watson-{n}", new double[n], 31,
        (x, r) =>
        {
            for (var i = 0; i < 29; i++)
            {
                Watson(x, (i + 1) / 29.0, out var value, out var slope);
                r[i] = slope - value * value - 1;
            }
            (r[29], r[30]) = (x[0], x[1] - x[0] * x[0] - 1);
        },
        (x, j) =>
        {
            for (var i = 0; i < 29; i++)
            {
                var t = (i + 1) / 29.0;
                Watson(x, t, out var value, out _);
                for (var k = 0; k < n; k++) j[n * i + k] = (k == 0 ? 0 : k * Math.Pow(t, k - 1)) - 2 * value * Math.Pow(t, k);
            }
            j[29 * n] = 1;
            (j[30 * n], j[30 * n + 1]) = (-2 * x[0], 1);
        });

    private static MghFunction Chebyquad(int n) => new($"chebyquad-{n}", Start(n, j => j / (n + 1.0)), n,
        (x, r) =>
        {
            r.Clear();
            foreach (var xk in x)
            {
                var (before, now, y) = (1.0, 2 * xk - 1, 2 * xk - 1);
                for (var i = 0; i < n; i++)
                {
                    r[i] += now / n;
                    (before, now) = (now, 2 * y * now - before);
                }
            }
            for (var i = 2; i <= n; i += 2) r[i - 1] += 1 / (i * i - 1.0);
        },
        (x, j) =>
        {
            for (var k = 0; k < n; k++)
            {
                var (before, now, y) = (1.0, 2 * x[k] - 1, 2 * x[k] - 1);
                var (slopeBefore, slope) = (0.0, 2.0);
                for (var i = 0; i < n; i++)
                {
                    j[i * n + k] = slope / n;
                    (slopeBefore, slope) = (slope, 4 * now + 2 * y * slope - slopeBefore);
                    (before, now) = (now, 2 * y * now - before);
                }
            }
        });

    private static void Watson(ReadOnlySpan<double> x, double t, out double value, out double slope)
    {
        (value, slope) = (0, 0);
        var power = 1.0;
        for (var k = 0; k < x.Length; k++)
        {
            value += x[k] * power;
            if (k + 1 < x.Length) slope += (k + 1) * x[k + 1] * power;
            power *= t;
        }
    }

    private static double At(ReadOnlySpan<double> x, int i) => i < 0 || i >= x.Length ? 0 : x[i];

    private static double Kernel(int i, int k)
    {
        var (t, s) = ((i + 1) / 11.0, (k + 1) / 11.0);
        return k <= i ? (1 - t) * s : t * (1 - s);
    }

    private static double[] Start(int n, Func<int, double> of)
    {
        var start = new double[n];
        for (var j = 1; j <= n; j++) start[j - 1] = of(j);
        return start;
    }
}
