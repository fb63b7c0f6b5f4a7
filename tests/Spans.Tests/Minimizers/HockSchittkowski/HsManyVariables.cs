using static Spans.Tests.Minimizers.HockSchittkowski.Jet;

namespace Spans.Tests.Minimizers.HockSchittkowski;

/// <summary>Problems 83 to 113: five to ten variables.</summary>
internal static class HsManyVariables
{
    private static readonly double[] s_energies =
        [-6.089, -17.164, -34.054, -5.914, -24.721, -14.986, -24.1, -10.708, -26.662, -22.179];

    // Problem 86 is Colville's first.
    private static readonly double[] s_e = [-15, -27, -36, -18, -12];
    private static readonly double[] s_d = [4, 8, 10, 6, 2];
    private static readonly double[] s_b = [-40, -2, -0.25, -4, -4, -1, -40, -60, 5, 1];

    private static readonly double[,] s_c =
    {
        { 30, -20, -10, 32, -10 }, { -20, 39, -6, -31, 32 }, { -10, -6, 10, -6, -10 }, { 32, -31, -6, 39, -20 },
        { -10, 32, -10, -20, 30 },
    };

    private static readonly double[,] s_a =
    {
        { -16, 2, 0, 1, 0 }, { 0, -2, 0, 4, 2 }, { -3.5, 0, 2, 0, 0 }, { 0, -2, 0, -4, -1 }, { 0, -9, -2, 1, -2.8 },
        { 2, 0, -4, 0, 0 }, { -1, -1, -1, -1, -1 }, { -1, -2, -3, -2, -1 }, { 1, 2, 3, 4, 5 }, { 1, 1, 1, 1, 1 },
    };

    public static HsProblem[] All { get; } =
    [
        new(83, [78, 33, 27, 27, 27], -30665.53867,
            x => 5.3578547 * Sq(x[2]) + 0.8356891 * x[0] * x[4] + 37.293239 * x[0] - 40792.141)
        {
            AtLeastZero = x =>
            {
                var a = 85.334407 + 0.0056858 * x[1] * x[4] + 0.0006262 * x[0] * x[3] - 0.0022053 * x[2] * x[4];
                var b = 80.51249 + 0.0071317 * x[1] * x[4] + 0.0029955 * x[0] * x[1] + 0.0021813 * Sq(x[2]) - 90;
                var c = 9.300961 + 0.0047026 * x[2] * x[4] + 0.0012547 * x[0] * x[2] + 0.0019085 * x[2] * x[3] - 20;
                return [a, 92 - a, b, 20 - b, c, 5 - c];
            },
            Lower = [78, 33, 27, 27, 27], Upper = [102, 45, 45, 45, 45],
        },
        new(86, [0, 0, 0, 0, 1], -32.34867897, Colville)
        {
            AtLeastZero = x => [.. Enumerable.Range(0, 10).Select(i => Sum(x.Select((xj, j) => s_a[i, j] * xj)) - s_b[i])],
            Lower = [0, 0, 0, 0, 0],
        },
        new(93, [5.54, 4.4, 12.02, 11.82, 0.702, 0.852], 135.075961, x => 0.0204 * Front(x) + 0.0187 * Back(x)
            + 0.0607 * Front(x) * Sq(x[4]) + 0.0437 * Back(x) * Sq(x[5]))
        {
            AtLeastZero = x => [0.001 * Product(x) - 2.07, 1 - 0.00062 * Front(x) * Sq(x[4]) - 0.00058 * Back(x) * Sq(x[5])],
            Lower = [0, 0, 0, 0, 0, 0],
        },
        new(100, [1, 2, 0, 4, 0, 1, 1], 680.6300573, x => Sq(x[0] - 10) + 5 * Sq(x[1] - 12) + Pow(x[2], 4) + 3 * Sq(x[3] - 11)
            + 10 * Pow(x[4], 6) + 7 * Sq(x[5]) + Pow(x[6], 4) - 4 * x[5] * x[6] - 10 * x[5] - 8 * x[6])
        {
            AtLeastZero = x =>
            [
                127 - 2 * Sq(x[0]) - 3 * Pow(x[1], 4) - x[2] - 4 * Sq(x[3]) - 5 * x[4],
                282 - 7 * x[0] - 3 * x[1] - 10 * Sq(x[2]) - x[3] + x[4],
                196 - 23 * x[0] - Sq(x[1]) - 6 * Sq(x[5]) + 8 * x[6],
                -4 * Sq(x[0]) - Sq(x[1]) + 3 * x[0] * x[1] - 2 * Sq(x[2]) - 5 * x[5] + 11 * x[6],
            ],
        },
        new(104, [6, 3, 0.4, 0.2, 6, 6, 1, 0.5], 3.9511634396, Reactor)
        {
            AtLeastZero = x =>
            [
                1 - 0.0588 * x[4] * x[6] - 0.1 * x[0],
                1 - 0.0588 * x[5] * x[7] - 0.1 * x[0] - 0.1 * x[1],
                1 - 4 * x[2] / x[4] - 2 * Pow(x[2], -0.71) / x[4] - 0.0588 * Pow(x[2], -1.3) * x[6],
                1 - 4 * x[3] / x[5] - 2 * Pow(x[3], -0.71) / x[5] - 0.0588 * Pow(x[3], -1.3) * x[7],
                Reactor(x) - 1, 4.2 - Reactor(x),
            ],
            Lower = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], Upper = [10, 10, 10, 10, 10, 10, 10, 10],
        },
        new(110, [9, 9, 9, 9, 9, 9, 9, 9, 9, 9], -45.77846971,
            x => Sum(x.Select(v => Sq(Log(v - 2)) + Sq(Log(10 - v)))) - Pow(Product(x), 0.2))
        {
            Lower = [.. Enumerable.Repeat(2.001, 10)], Upper = [.. Enumerable.Repeat(9.999, 10)],
        },
        new(111, [.. Enumerable.Repeat(-2.3, 10)], -47.76109026, x =>
        {
            var total = Log(Sum(x.Select(Exp)));
            return Sum(x.Select((v, i) => Exp(v) * (s_energies[i] + v - total)));
        })
        {
            Zero = x => Atoms([.. x.Select(Exp)]),
            Lower = [.. Enumerable.Repeat(-100.0, 10)], Upper = [.. Enumerable.Repeat(100.0, 10)],
        },
        new(113, [2, 3, 5, 5, 1, 2, 7, 3, 6, 10], 24.3062091, x => Sq(x[0]) + Sq(x[1]) + x[0] * x[1] - 14 * x[0] - 16 * x[1]
            + Sq(x[2] - 10) + 4 * Sq(x[3] - 5) + Sq(x[4] - 3) + 2 * Sq(x[5] - 1) + 5 * Sq(x[6]) + 7 * Sq(x[7] - 11)
            + 2 * Sq(x[8] - 10) + Sq(x[9] - 7) + 45)
        {
            AtLeastZero = x =>
            [
                105 - 4 * x[0] - 5 * x[1] + 3 * x[6] - 9 * x[7],
                -10 * x[0] + 8 * x[1] + 17 * x[6] - 2 * x[7],
                8 * x[0] - 2 * x[1] - 5 * x[8] + 2 * x[9] + 12,
                -3 * Sq(x[0] - 2) - 4 * Sq(x[1] - 3) - 2 * Sq(x[2]) + 7 * x[3] + 120,
                -5 * Sq(x[0]) - 8 * x[1] - Sq(x[2] - 6) + 2 * x[3] + 40,
                -0.5 * Sq(x[0] - 8) - 2 * Sq(x[1] - 4) - 3 * Sq(x[4]) + x[5] + 30,
                -Sq(x[0]) - 2 * Sq(x[1] - 2) + 2 * x[0] * x[1] - 14 * x[4] + 6 * x[5],
                3 * x[0] - 6 * x[1] - 12 * Sq(x[8] - 8) + 7 * x[9],
            ],
        },
    ];

    private static Jet Front(Jet[] x) => x[0] * x[3] * (x[0] + x[1] + x[2]);

    private static Jet Back(Jet[] x) => x[1] * x[2] * (x[0] + 1.57 * x[1] + x[3]);

    private static Jet Reactor(Jet[] x) => 0.4 * Pow(x[0], 0.67) * Pow(x[6], -0.67) + 0.4 * Pow(x[1], 0.67) * Pow(x[7], -0.67)
        + 10 - x[0] - x[1];

    private static Jet Colville(Jet[] x) => Sum(x.Select((xj, j) =>
        s_e[j] * xj + s_d[j] * Pow(xj, 3) + Sum(x.Select((xi, i) => s_c[i, j] * xi * xj))));

    private static Jet[] Atoms(Jet[] x) =>
    [
        x[0] + 2 * x[1] + 2 * x[2] + x[5] + x[9] - 2, x[3] + 2 * x[4] + x[5] + x[6] - 1,
        x[2] + x[6] + x[7] + 2 * x[8] + x[9] - 1,
    ];
}
