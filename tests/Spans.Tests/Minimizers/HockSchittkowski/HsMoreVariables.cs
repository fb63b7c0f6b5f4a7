using static Spans.Tests.Minimizers.HockSchittkowski.Jet;

namespace Spans.Tests.Minimizers.HockSchittkowski;

/// <summary>Problems 38 to 53 and 71 to 81: four and five variables.</summary>
internal static class HsMoreVariables
{
    public static HsProblem[] All { get; } =
    [
        new(38, [-3, -1, -3, -1], 0, x => 100 * Sq(x[1] - Sq(x[0])) + Sq(1 - x[0]) + 90 * Sq(x[3] - Sq(x[2])) + Sq(1 - x[2])
            + 10.1 * (Sq(x[1] - 1) + Sq(x[3] - 1)) + 19.8 * (x[1] - 1) * (x[3] - 1))
        { Lower = [-10, -10, -10, -10], Upper = [10, 10, 10, 10] },
        new(39, [2, 2, 2, 2], -1, x => -x[0])
        {
            // At (1, 1, 0, 0): (−1, 0) against (−3, 1) and (2, −1).
            Zero = x => [x[1] - Pow(x[0], 3) - Sq(x[2]), Sq(x[0]) - x[1] - Sq(x[3])], Equalities = [-1, -1],
        },
        new(40, [0.8, 0.8, 0.8, 0.8], -0.25, x => -x[0] * x[1] * x[2] * x[3])
        {
            Zero = x => [Pow(x[0], 3) + Sq(x[1]) - 1, Sq(x[0]) * x[3] - x[2], Sq(x[3]) - x[1]],
        },
        new(41, [2, 2, 2, 2], 52.0 / 27, x => 2 - x[0] * x[1] * x[2])
        {
            // At (2/3, 1/3, 1/3, 2): −1/9 against 1; w₄ = ν.
            Zero = x => [x[0] + 2 * x[1] + 2 * x[2] - x[3]], Lower = [0, 0, 0, 0], Upper = [1, 1, 1, 2],
            Equalities = [1.0 / 9], AtUpper = [0, 0, 0, 1.0 / 9],
        },
        new(42, [1, 1, 1, 1], 28 - 10 * Math.Sqrt(2), x => Sq(x[0] - 1) + Sq(x[1] - 2) + Sq(x[2] - 3) + Sq(x[3] - 4))
        {
            // x₁ = 2: −2 against 1; x₃ = 0.6 √2: −2 (x₃ − 3) / 2 x₃.
            Zero = x => [x[0] - 2, Sq(x[2]) + Sq(x[3]) - 2], Equalities = [-2, 2.5 * Math.Sqrt(2) - 1],
        },
        new(43, [0, 0, 0, 0], -44,
            x => Sq(x[0]) + Sq(x[1]) + 2 * Sq(x[2]) + Sq(x[3]) - 5 * x[0] - 5 * x[1] - 21 * x[2] + 7 * x[3])
        {
            AtLeastZero = x =>
            [
                8 - Sq(x[0]) - Sq(x[1]) - Sq(x[2]) - Sq(x[3]) - x[0] + x[1] - x[2] + x[3],
                10 - Sq(x[0]) - 2 * Sq(x[1]) - Sq(x[2]) - 2 * Sq(x[3]) + x[0] + x[3],
                5 - 2 * Sq(x[0]) - Sq(x[1]) - Sq(x[2]) - 2 * x[0] + x[1] + x[3],
            ],
            Inequalities = [1, 0, 2],
        },
        new(44, [0, 0, 0, 0], -15, x => x[0] - x[1] - x[2] - x[0] * x[2] + x[0] * x[3] + x[1] * x[2] - x[1] * x[3])
        {
            AtLeastZero = x =>
            [
                8 - x[0] - 2 * x[1], 12 - 4 * x[0] - x[1], 12 - 3 * x[0] - 4 * x[1],
                8 - 2 * x[2] - x[3], 8 - x[2] - 2 * x[3], 5 - x[2] - x[3],
            ],
            Lower = [0, 0, 0, 0], Local = -13,
        },
        new(45, [2, 2, 2, 2, 2], 1, x => 2 - Product(x) / 120)
        {
            Lower = [0, 0, 0, 0, 0], Upper = [1, 2, 3, 4, 5], AtUpper = [1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5],
        },
        new(46, [Math.Sqrt(0.5), 1.75, 0.5, 2, 2], 0, x => Sq(x[0] - x[1]) + Sq(x[2] - 1) + Pow(x[3] - 1, 4) + Pow(x[4] - 1, 6))
        {
            Zero = x => [Sq(x[0]) * x[3] + Sin(x[3] - x[4]) - 1, x[1] + Pow(x[2], 4) * Sq(x[3]) - 2],
        },
        new(48, [3, 5, -3, 2, -2], 0, x => Sq(x[0] - 1) + Sq(x[1] - x[2]) + Sq(x[3] - x[4]))
        {
            Zero = x => [Sum(x) - 5, x[2] - 2 * (x[3] + x[4]) + 3],
        },
        new(49, [10, 7, 2, -3, 0.8], 0, x => Sq(x[0] - x[1]) + Sq(x[2] - 1) + Pow(x[3] - 1, 4) + Pow(x[4] - 1, 6))
        {
            Zero = x => [x[0] + x[1] + x[2] + 4 * x[3] - 7, x[2] + 5 * x[4] - 6],
        },
        new(50, [35, -31, 11, 5, -5], 0, x => Sq(x[0] - x[1]) + Sq(x[1] - x[2]) + Pow(x[2] - x[3], 4) + Sq(x[3] - x[4]))
        {
            Zero = x => [x[0] + 2 * x[1] + 3 * x[2] - 6, x[1] + 2 * x[2] + 3 * x[3] - 6, x[2] + 2 * x[3] + 3 * x[4] - 6],
        },
        new(51, [2.5, 0.5, 2, -1, 0.5], 0, x => Sq(x[0] - x[1]) + Sq(x[1] + x[2] - 2) + Sq(x[3] - 1) + Sq(x[4] - 1))
        {
            Zero = x => [x[0] + 3 * x[1] - 4, x[2] + x[3] - 2 * x[4], x[1] - x[4]],
        },
        new(52, [2, 2, 2, 2, 2], 1859.0 / 349, x => Sq(4 * x[0] - x[1]) + Sq(x[1] + x[2] - 2) + Sq(x[3] - 1) + Sq(x[4] - 1))
        {
            Zero = x => [x[0] + 3 * x[1], x[2] + x[3] - 2 * x[4], x[1] - x[4]],
        },
        new(53, [2, 2, 2, 2, 2], 176.0 / 43, x => Sq(x[0] - x[1]) + Sq(x[1] + x[2] - 2) + Sq(x[3] - 1) + Sq(x[4] - 1))
        {
            Zero = x => [x[0] + 3 * x[1], x[2] + x[3] - 2 * x[4], x[1] - x[4]],
            Lower = [-10, -10, -10, -10, -10], Upper = [10, 10, 10, 10, 10],
        },
        new(71, [1, 5, 5, 1], 17.0140173, x => x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2])
        {
            // The multipliers that Ipopt's tutorial prints.
            AtLeastZero = x => [Product(x) - 25], Zero = x => [Sum(x.Select(Sq)) - 40],
            Lower = [1, 1, 1, 1], Upper = [5, 5, 5, 5],
            Inequalities = [0.55229366], Equalities = [0.16146857], AtLower = [1.08787121, 0, 0, 0],
        },
        new(72, [1, 1, 1, 1], 727.67937, x => 1 + Sum(x))
        {
            AtLeastZero = x =>
            [
                0.0401 - 4 / x[0] - 2.25 / x[1] - 1 / x[2] - 0.25 / x[3],
                0.010085 - 0.16 / x[0] - 0.36 / x[1] - 0.64 / x[2] - 0.64 / x[3],
            ],
            Lower = [0.001, 0.001, 0.001, 0.001], Upper = [4e5, 3e5, 2e5, 1e5],
        },
        new(73, [1, 1, 1, 1], 29.894378, x => 24.55 * x[0] + 26.75 * x[1] + 39 * x[2] + 40.5 * x[3])
        {
            AtLeastZero = x =>
            [
                2.3 * x[0] + 5.6 * x[1] + 11.1 * x[2] + 1.3 * x[3] - 5,
                12 * x[0] + 11.9 * x[1] + 41.8 * x[2] + 52.1 * x[3] - 21
                    - 1.645 * Pow(0.28 * Sq(x[0]) + 0.19 * Sq(x[1]) + 20.5 * Sq(x[2]) + 0.62 * Sq(x[3]), 0.5),
            ],
            Zero = x => [Sum(x) - 1], Lower = [0, 0, 0, 0],
        },
        new(74, [0, 0, 0, 0], 5126.4981, Generators) { AtLeastZero = x => Angles(x, 0.55), Zero = Flows,
            Lower = [0, 0, -0.55, -0.55], Upper = [1200, 1200, 0.55, 0.55] },
        new(75, [0, 0, 0, 0], 5174.4129, Generators) { AtLeastZero = x => Angles(x, 0.48), Zero = Flows,
            Lower = [0, 0, -0.48, -0.48], Upper = [1200, 1200, 0.48, 0.48] },
        new(76, [0.5, 0.5, 0.5, 0.5], -4.681818181, x => Sq(x[0]) + 0.5 * Sq(x[1]) + Sq(x[2]) + 0.5 * Sq(x[3]) - x[0] * x[2]
            + x[2] * x[3] - x[0] - 3 * x[1] + x[2] - x[3])
        {
            AtLeastZero = x => [5 - x[0] - 2 * x[1] - x[2] - x[3], 4 - 3 * x[0] - x[1] - 2 * x[2] + x[3], x[1] + 4 * x[2] - 1.5],
            Lower = [0, 0, 0, 0],
        },
        new(77, [2, 2, 2, 2, 2], 0.24150513,
            x => Sq(x[0] - 1) + Sq(x[0] - x[1]) + Sq(x[2] - 1) + Pow(x[3] - 1, 4) + Pow(x[4] - 1, 6))
        {
            Zero = x =>
            [
                Sq(x[0]) * x[3] + Sin(x[3] - x[4]) - 2 * Math.Sqrt(2), x[1] + Pow(x[2], 4) * Sq(x[3]) - 8 - Math.Sqrt(2),
            ],
        },
        new(78, [-2, 1.5, 2, -1, -1], -2.91970041, Product) { Zero = Powers },
        new(79, [2, 2, 2, 2, 2], 0.0787768209,
            x => Sq(x[0] - 1) + Sq(x[0] - x[1]) + Sq(x[1] - x[2]) + Pow(x[2] - x[3], 4) + Pow(x[3] - x[4], 4))
        {
            Zero = x =>
            [
                x[0] + Sq(x[1]) + Pow(x[2], 3) - 2 - 3 * Math.Sqrt(2), x[1] - Sq(x[2]) + x[3] + 2 - 2 * Math.Sqrt(2),
                x[0] * x[4] - 2,
            ],
        },
        new(80, [-2, 2, 2, -1, -1], 0.0539498478, x => Exp(Product(x)))
        {
            Zero = Powers, Lower = [-2.3, -2.3, -3.2, -3.2, -3.2], Upper = [2.3, 2.3, 3.2, 3.2, 3.2],
        },
        new(81, [-2, 2, 2, -1, -1], 0.0539498478, x => Exp(Product(x)) - 0.5 * Sq(Pow(x[0], 3) + Pow(x[1], 3) + 1))
        {
            Zero = Powers, Lower = [-2.3, -2.3, -3.2, -3.2, -3.2], Upper = [2.3, 2.3, 3.2, 3.2, 3.2],
        },
    ];

    private static Jet Generators(Jet[] x) => 3 * x[0] + 1e-6 * Pow(x[0], 3) + 2 * x[1] + 2e-6 / 3 * Pow(x[1], 3);

    private static Jet[] Angles(Jet[] x, double a) => [x[3] - x[2] + a, x[2] - x[3] + a];

    private static Jet[] Flows(Jet[] x) =>
    [
        1000 * Sin(-x[2] - 0.25) + 1000 * Sin(-x[3] - 0.25) + 894.8 - x[0],
        1000 * Sin(x[2] - 0.25) + 1000 * Sin(x[2] - x[3] - 0.25) + 894.8 - x[1],
        1000 * Sin(x[3] - 0.25) + 1000 * Sin(x[3] - x[2] - 0.25) + 1294.8,
    ];

    private static Jet[] Powers(Jet[] x) =>
        [Sum(x.Select(Sq)) - 10, x[1] * x[2] - 5 * x[3] * x[4], Pow(x[0], 3) + Pow(x[1], 3) + 1];
}
