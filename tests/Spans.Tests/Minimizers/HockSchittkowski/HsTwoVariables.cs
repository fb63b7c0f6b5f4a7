using static Spans.Tests.Minimizers.HockSchittkowski.Jet;

namespace Spans.Tests.Minimizers.HockSchittkowski;

/// <summary>Problems 1 to 24: two variables.</summary>
internal static class HsTwoVariables
{
    private const double Free = double.PositiveInfinity;

    public static HsProblem[] All { get; } =
    [
        new(1, [-2, 1], 0, Banana) { Lower = [-Free, -1.5] },
        new(2, [-2, 1], 0.0504261879, Banana) { Lower = [-Free, 1.5], Local = 4.941229318489 },
        new(3, [10, 1], 0, x => x[1] + 1e-5 * Sq(x[1] - x[0])) { Lower = [-Free, 0], AtLower = [0, 1] },
        new(4, [1.125, 0.125], 8.0 / 3, x => Pow(x[0] + 1, 3) / 3 + x[1]) { Lower = [1, 0], AtLower = [4, 1] },
        new(5, [0, 0], -Math.Sqrt(3) / 2 - Math.PI / 3,
            x => Sin(x[0] + x[1]) + Sq(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1) { Lower = [-1.5, -3], Upper = [4, 3] },
        new(6, [-1.2, 1], 0, x => Sq(1 - x[0])) { Zero = x => [10 * (x[1] - Sq(x[0]))] },
        new(7, [2, 2], -Math.Sqrt(3), x => Log(1 + Sq(x[0])) - x[1])
        {
            // At (0, √3) the gradients are (0, −1) and (0, 2√3).
            Zero = x => [Sq(1 + Sq(x[0])) + Sq(x[1]) - 4], Equalities = [0.5 / Math.Sqrt(3)],
        },
        new(8, [2, 1], -1, x => 0 * x[0] - 1) { Zero = x => [Sq(x[0]) + Sq(x[1]) - 25, x[0] * x[1] - 9] },
        new(9, [0, 0], -0.5, x => Sin(Math.PI * x[0] / 12) * Cos(Math.PI * x[1] / 16)) { Zero = x => [4 * x[0] - 3 * x[1]] },
        new(10, [-10, 10], -1, x => x[0] - x[1])
        {
            // At (0, 1): (1, −1) against (−2, 2).
            AtLeastZero = x => [-3 * Sq(x[0]) + 2 * x[0] * x[1] - Sq(x[1]) + 1], Inequalities = [0.5],
        },
        new(11, [4.9, 0.1], -8.498464223, x => Sq(x[0] - 5) + Sq(x[1]) - 25) { AtLeastZero = x => [x[1] - Sq(x[0])] },
        new(12, [0, 0], -30, x => 0.5 * Sq(x[0]) + Sq(x[1]) - x[0] * x[1] - 7 * x[0] - 7 * x[1])
        {
            // At (2, 3): (−8, −3) against (16, 6).
            AtLeastZero = x => [25 - 4 * Sq(x[0]) - Sq(x[1])], Inequalities = [0.5],
        },
        new(14, [2, 2], 9 - 2.875 * Math.Sqrt(7), x => Sq(x[0] - 2) + Sq(x[1] - 1))
        {
            AtLeastZero = x => [1 - 0.25 * Sq(x[0]) - Sq(x[1])], Zero = x => [x[0] - 2 * x[1] + 1],
        },
        new(15, [-2, 1], 306.5, Banana)
        {
            AtLeastZero = x => [x[0] * x[1] - 1, x[0] + Sq(x[1])], Upper = [0.5, Free],
        },
        new(16, [-2, 1], 0.25, Banana)
        {
            AtLeastZero = x => [x[0] + Sq(x[1]), Sq(x[0]) + x[1]], Lower = [-0.5, -Free], Upper = [0.5, 1],
            Local = 23.144660948188,
        },
        new(17, [-2, 1], 1, Banana)
        {
            AtLeastZero = x => [Sq(x[1]) - x[0], Sq(x[0]) - x[1]], Lower = [-0.5, -Free], Upper = [0.5, 1],
        },
        new(18, [2, 2], 5, x => 0.01 * Sq(x[0]) + Sq(x[1]))
        {
            AtLeastZero = x => [x[0] * x[1] - 25, Sq(x[0]) + Sq(x[1]) - 25], Lower = [2, 0], Upper = [50, 50],
        },
        new(19, [20.1, 5.84], -6961.81381, x => Pow(x[0] - 10, 3) + Pow(x[1] - 20, 3))
        {
            AtLeastZero = x => [Sq(x[0] - 5) + Sq(x[1] - 5) - 100, 82.81 - Sq(x[1] - 5) - Sq(x[0] - 6)],
            Lower = [13, 0], Upper = [100, 100],
        },
        new(20, [-2, 1], 81.5 - 25 * Math.Sqrt(3), Banana)
        {
            AtLeastZero = x => [x[0] + Sq(x[1]), Sq(x[0]) + x[1], Sq(x[0]) + Sq(x[1]) - 1],
            Lower = [-0.5, -Free], Upper = [0.5, Free], Local = 81.5 - 25 * Math.Sqrt(3) + 2,
        },
        new(21, [-1, -1], -99.96, x => 0.01 * Sq(x[0]) + Sq(x[1]) - 100)
        {
            AtLeastZero = x => [10 * x[0] - x[1] - 10], Lower = [2, -50], Upper = [50, 50],
            Inequalities = [0], AtLower = [0.04, 0],
        },
        new(22, [2, 2], 1, x => Sq(x[0] - 2) + Sq(x[1] - 1))
        {
            // At (1, 1): (−2, 0) against (1, 1) and (2, −1).
            AtLeastZero = x => [2 - x[0] - x[1], x[1] - Sq(x[0])], Inequalities = [2.0 / 3, 2.0 / 3],
        },
        new(23, [3, 1], 2, x => Sq(x[0]) + Sq(x[1]))
        {
            AtLeastZero = x =>
            [
                x[0] + x[1] - 1, Sq(x[0]) + Sq(x[1]) - 1, 9 * Sq(x[0]) + Sq(x[1]) - 9, Sq(x[0]) - x[1], Sq(x[1]) - x[0],
            ],
            // At (1, 1): (2, 2) against (−2, 1) and (1, −2).
            Lower = [-50, -50], Upper = [50, 50], Inequalities = [0, 0, 0, 2, 2],
        },
        new(24, [1, 0.5], -1, x => (Sq(x[0] - 3) - 9) * Pow(x[1], 3) / (27 * Math.Sqrt(3)))
        {
            AtLeastZero = x => [x[0] / Math.Sqrt(3) - x[1], x[0] + Math.Sqrt(3) * x[1], 6 - x[0] - Math.Sqrt(3) * x[1]],
            Lower = [0, 0],
        },
    ];

    private static Jet Banana(Jet[] x) => 100 * Sq(x[1] - Sq(x[0])) + Sq(1 - x[0]);
}
