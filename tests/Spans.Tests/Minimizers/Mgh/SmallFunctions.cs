namespace Spans.Tests.Minimizers.Mgh;

/// <summary>Functions of a fixed few variables without data. Jacobians arrive zeroed.</summary>
internal static class SmallFunctions
{
    private static readonly double s_root5 = Math.Sqrt(5);
    private static readonly double s_root10 = Math.Sqrt(10);
    private static readonly double s_root90 = Math.Sqrt(90);

    public static MghFunction[] All { get; } =
    [
        Rosenbrock("rosenbrock", 1),
        new("freudenstein-roth", [0.5, -2], 2,
            (x, r) =>
            {
                r[0] = -13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1];
                r[1] = -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1];
            },
            (x, j) =>
            {
                (j[0], j[1]) = (1, 10 * x[1] - 3 * x[1] * x[1] - 2);
                (j[2], j[3]) = (1, 3 * x[1] * x[1] + 2 * x[1] - 14);
            }),
        new("powell-badly-scaled", [0, 1], 2,
            (x, r) => (r[0], r[1]) = (1e4 * x[0] * x[1] - 1, Math.Exp(-x[0]) + Math.Exp(-x[1]) - 1.0001),
            (x, j) =>
            {
                (j[0], j[1]) = (1e4 * x[1], 1e4 * x[0]);
                (j[2], j[3]) = (-Math.Exp(-x[0]), -Math.Exp(-x[1]));
            }),
        new("brown-badly-scaled", [1, 1], 3,
            (x, r) => (r[0], r[1], r[2]) = (x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2),
            (x, j) => (j[0], j[3], j[4], j[5]) = (1, 1, x[1], x[0])),
        new("beale", [1, 1], 3,
            (x, r) =>
            {
                for (var i = 0; i < 3; i++) r[i] = (i == 0 ? 1.5 : i == 1 ? 2.25 : 2.625) - x[0] * (1 - Math.Pow(x[1], i + 1));
            },
            (x, j) =>
            {
                for (var i = 0; i < 3; i++)
                    (j[2 * i], j[2 * i + 1]) = (Math.Pow(x[1], i + 1) - 1, x[0] * (i + 1) * Math.Pow(x[1], i));
            }),
        new("jennrich-sampson", [0.3, 0.4], 10,
            (x, r) => { for (var i = 1; i <= 10; i++) r[i - 1] = 2 + 2 * i - (Math.Exp(i * x[0]) + Math.Exp(i * x[1])); },
            (x, j) =>
            {
                for (var i = 1; i <= 10; i++) (j[2 * i - 2], j[2 * i - 1]) = (-i * Math.Exp(i * x[0]), -i * Math.Exp(i * x[1]));
            }),
        new("helical-valley", [-1, 0, 0], 3,
            (x, r) =>
            {
                var theta = Math.Atan(x[1] / x[0]) / (2 * Math.PI) + (x[0] < 0 ? 0.5 : 0);
                r[0] = 10 * (x[2] - 10 * theta);
                r[1] = 10 * (Math.Sqrt(x[0] * x[0] + x[1] * x[1]) - 1);
                r[2] = x[2];
            },
            (x, j) =>
            {
                var square = x[0] * x[0] + x[1] * x[1];
                var root = Math.Sqrt(square);
                (j[0], j[1], j[2]) = (100 * x[1] / (2 * Math.PI * square), -100 * x[0] / (2 * Math.PI * square), 10);
                (j[3], j[4]) = (10 * x[0] / root, 10 * x[1] / root);
                j[8] = 1;
            }),
        new("gulf", [5, 2.5, 0.15], 99,
            (x, r) => { for (var i = 0; i < 99; i++) r[i] = Gulf(i, x, out _, out _) - 0.01 * (i + 1); },
            (x, j) =>
            {
                for (var i = 0; i < 99; i++)
                {
                    var e = Gulf(i, x, out var power, out var gap);
                    j[3 * i] = e * power / (x[0] * x[0]);
                    j[3 * i + 1] = e * power / x[0] * x[2] / gap;
                    j[3 * i + 2] = -e * power / x[0] * Math.Log(Math.Abs(gap));
                }
            }),
        new("box", [0, 10, 20], 10,
            (x, r) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    var t = 0.1 * (i + 1);
                    r[i] = Math.Exp(-t * x[0]) - Math.Exp(-t * x[1]) - x[2] * (Math.Exp(-t) - Math.Exp(-10 * t));
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 10; i++)
                {
                    var t = 0.1 * (i + 1);
                    (j[3 * i], j[3 * i + 1]) = (-t * Math.Exp(-t * x[0]), t * Math.Exp(-t * x[1]));
                    j[3 * i + 2] = Math.Exp(-10 * t) - Math.Exp(-t);
                }
            }),
        PowellSingular("powell-singular", 1),
        new("wood", [-3, -1, -3, -1], 6,
            (x, r) =>
            {
                (r[0], r[1]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0]);
                (r[2], r[3]) = (s_root90 * (x[3] - x[2] * x[2]), 1 - x[2]);
                (r[4], r[5]) = (s_root10 * (x[1] + x[3] - 2), (x[1] - x[3]) / s_root10);
            },
            (x, j) =>
            {
                (j[0], j[1], j[4]) = (-20 * x[0], 10, -1);
                (j[10], j[11], j[14]) = (-2 * s_root90 * x[2], s_root90, -1);
                (j[17], j[19], j[21], j[23]) = (s_root10, s_root10, 1 / s_root10, -1 / s_root10);
            }),
        new("brown-dennis", [25, 5, -5, -1], 20,
            (x, r) =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var t = (i + 1) / 5.0;
                    var (a, b) = (x[0] + t * x[1] - Math.Exp(t), x[2] + x[3] * Math.Sin(t) - Math.Cos(t));
                    r[i] = a * a + b * b;
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var t = (i + 1) / 5.0;
                    var (a, b) = (x[0] + t * x[1] - Math.Exp(t), x[2] + x[3] * Math.Sin(t) - Math.Cos(t));
                    (j[4 * i], j[4 * i + 1], j[4 * i + 2], j[4 * i + 3]) = (2 * a, 2 * a * t, 2 * b, 2 * b * Math.Sin(t));
                }
            }),
        new("biggs", [1, 2, 1, 1, 1, 1], 13,
            (x, r) =>
            {
                for (var i = 0; i < 13; i++)
                {
                    var t = 0.1 * (i + 1);
                    var y = Math.Exp(-t) - 5 * Math.Exp(-10 * t) + 3 * Math.Exp(-4 * t);
                    r[i] = x[2] * Math.Exp(-t * x[0]) - x[3] * Math.Exp(-t * x[1]) + x[5] * Math.Exp(-t * x[4]) - y;
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 13; i++)
                {
                    var t = 0.1 * (i + 1);
                    var row = j.Slice(6 * i, 6);
                    (row[2], row[3], row[5]) = (Math.Exp(-t * x[0]), -Math.Exp(-t * x[1]), Math.Exp(-t * x[4]));
                    (row[0], row[1], row[4]) = (-t * x[2] * row[2], -t * x[3] * row[3], -t * x[5] * row[5]);
                }
            }),
    ];

    public static MghFunction Rosenbrock(string name, int pairs) => new(name, Repeat([-1.2, 1], pairs), 2 * pairs,
        (x, r) => { for (var i = 0; i < x.Length; i += 2) (r[i], r[i + 1]) = (10 * (x[i + 1] - x[i] * x[i]), 1 - x[i]); },
        (x, j) =>
        {
            var n = x.Length;
            for (var i = 0; i < n; i += 2) (j[i * n + i], j[i * n + i + 1], j[(i + 1) * n + i]) = (-20 * x[i], 10, -1);
        });

    public static MghFunction PowellSingular(string name, int fours) => new(name, Repeat([3, -1, 0, 1], fours), 4 * fours,
        (x, r) =>
        {
            for (var i = 0; i < x.Length; i += 4)
            {
                var (a, b, c, d) = (x[i], x[i + 1], x[i + 2], x[i + 3]);
                (r[i], r[i + 1]) = (a + 10 * b, s_root5 * (c - d));
                (r[i + 2], r[i + 3]) = ((b - 2 * c) * (b - 2 * c), s_root10 * (a - d) * (a - d));
            }
        },
        (x, j) =>
        {
            var n = x.Length;
            for (var i = 0; i < n; i += 4)
            {
                var (p, q) = (2 * (x[i + 1] - 2 * x[i + 2]), 2 * s_root10 * (x[i] - x[i + 3]));
                var block = j[(i * n + i)..];
                (block[0], block[1]) = (1, 10);
                (block[n + 2], block[n + 3]) = (s_root5, -s_root5);
                (block[2 * n + 1], block[2 * n + 2]) = (p, -2 * p);
                (block[3 * n], block[3 * n + 3]) = (q, -q);
            }
        });

    private static double Gulf(int i, ReadOnlySpan<double> x, out double power, out double gap)
    {
        gap = 25 + Math.Pow(-50 * Math.Log(0.01 * (i + 1)), 2.0 / 3) - x[1];
        power = Math.Pow(Math.Abs(gap), x[2]);
        return Math.Exp(-power / x[0]);
    }

    private static double[] Repeat(double[] block, int times)
    {
        var all = new double[block.Length * times];
        for (var i = 0; i < all.Length; i++) all[i] = block[i % block.Length];
        return all;
    }
}
