using static Spans.Tests.Minimizers.HockSchittkowski.Jet;

namespace Spans.Tests.Minimizers.HockSchittkowski;

/// <summary>Problems 26 to 37 and 60 to 66: three variables.</summary>
internal static class HsThreeVariables
{
    private const double Free = double.PositiveInfinity;

    public static HsProblem[] All { get; } =
    [
        new(26, [-2.6, 2, 2], 0, x => Sq(x[0] - x[1]) + Pow(x[1] - x[2], 4))
        {
            Zero = x => [(1 + Sq(x[1])) * x[0] + Pow(x[2], 4) - 3],
        },
        new(27, [2, 2, 2], 0.04, x => 0.01 * Sq(x[0] - 1) + Sq(x[1] - Sq(x[0])))
        {
            // At (−1, 1, 0): ∂f/∂x₁ = −0.04 against 1.
            Zero = x => [x[0] + Sq(x[2]) + 1], Equalities = [0.04],
        },
        new(28, [-4, 1, 1], 0, x => Sq(x[0] + x[1]) + Sq(x[1] + x[2])) { Zero = x => [x[0] + 2 * x[1] + 3 * x[2] - 1] },
        new(29, [1, 1, 1], -16 * Math.Sqrt(2), x => -x[0] * x[1] * x[2])
        {
            // At (4, 2√2, 2): −4√2 against 8.
            AtLeastZero = x => [48 - Sq(x[0]) - 2 * Sq(x[1]) - 4 * Sq(x[2])], Inequalities = [Math.Sqrt(0.5)],
        },
        new(30, [1, 1, 1], 1, x => Sq(x[0]) + Sq(x[1]) + Sq(x[2]))
        {
            AtLeastZero = x => [Sq(x[0]) + Sq(x[1]) - 1], Lower = [1, -10, -10], Upper = [10, 10, 10],
        },
        new(31, [1, 1, 1], 6, x => 9 * Sq(x[0]) + Sq(x[1]) + 9 * Sq(x[2]))
        {
            // At (1/√3, √3, 0): (18/√3, 2√3) against (√3, 1/√3).
            AtLeastZero = x => [x[0] * x[1] - 1], Lower = [-10, 1, -10], Upper = [10, 10, 1], Inequalities = [6],
        },
        new(32, [0.1, 0.7, 0.2], 1, x => Sq(x[0] + 3 * x[1] + x[2]) + 4 * Sq(x[0] - x[1]))
        {
            AtLeastZero = x => [6 * x[1] + 4 * x[2] - Pow(x[0], 3) - 3], Zero = x => [1 - x[0] - x[1] - x[2]], Lower = [0, 0, 0],
        },
        new(33, [0, 0, 3], Math.Sqrt(2) - 6, x => (x[0] - 1) * (x[0] - 2) * (x[0] - 3) + x[2])
        {
            AtLeastZero = x => [Sq(x[2]) - Sq(x[1]) - Sq(x[0]), Sq(x[0]) + Sq(x[1]) + Sq(x[2]) - 4],
            Lower = [0, 0, 0], Upper = [Free, Free, 5],
        },
        new(34, [0, 1.05, 2.9], -Math.Log(Math.Log(10)), x => -x[0])
        {
            // At (ln ln 10, ln 10, 10): λ₁ e^x₁ = 1, λ₂ e^x₂ = λ₁, w₃ = λ₂.
            AtLeastZero = x => [x[1] - Exp(x[0]), x[2] - Exp(x[1])], Lower = [0, 0, 0], Upper = [100, 100, 10],
            Inequalities = [1 / Math.Log(10), 0.1 / Math.Log(10)], AtUpper = [0, 0, 0.1 / Math.Log(10)],
        },
        new(35, [0.5, 0.5, 0.5], 1.0 / 9, x => 9 - 8 * x[0] - 6 * x[1] - 4 * x[2] + 2 * Sq(x[0]) + 2 * Sq(x[1]) + Sq(x[2])
            + 2 * x[0] * x[1] + 2 * x[0] * x[2])
        {
            AtLeastZero = x => [3 - x[0] - x[1] - 2 * x[2]], Lower = [0, 0, 0], Inequalities = [2.0 / 9],
        },
        new(36, [10, 10, 10], -3300, x => -x[0] * x[1] * x[2])
        {
            // At (20, 11, 15): (−165, −300, −220) against (1, 2, 2).
            AtLeastZero = x => [72 - x[0] - 2 * x[1] - 2 * x[2]], Lower = [0, 0, 0], Upper = [20, 11, 42],
            Inequalities = [110], AtUpper = [55, 80, 0],
        },
        new(37, [10, 10, 10], -3456, x => -x[0] * x[1] * x[2])
        {
            // At (24, 12, 12): −144 against 1.
            AtLeastZero = x => [72 - x[0] - 2 * x[1] - 2 * x[2], x[0] + 2 * x[1] + 2 * x[2]],
            Lower = [0, 0, 0], Upper = [42, 42, 42], Inequalities = [144, 0],
        },
        new(60, [2, 2, 2], 0.03256820025, x => Sq(x[0] - 1) + Sq(x[0] - x[1]) + Pow(x[1] - x[2], 4))
        {
            Zero = x => [x[0] * (1 + Sq(x[1])) + Pow(x[2], 4) - 4 - 3 * Math.Sqrt(2)],
            Lower = [-10, -10, -10], Upper = [10, 10, 10],
        },
        new(61, [0, 0, 0], -143.6461422,
            x => 4 * Sq(x[0]) + 2 * Sq(x[1]) + 2 * Sq(x[2]) - 33 * x[0] + 16 * x[1] - 24 * x[2])
        {
            Zero = x => [3 * x[0] - 2 * Sq(x[1]) - 7, 4 * x[0] - Sq(x[2]) - 11],
        },
        new(63, [2, 2, 2], 961.7151721, x => 1000 - Sq(x[0]) - 2 * Sq(x[1]) - Sq(x[2]) - x[0] * x[1] - x[0] * x[2])
        {
            Zero = x => [8 * x[0] + 14 * x[1] + 7 * x[2] - 56, Sq(x[0]) + Sq(x[1]) + Sq(x[2]) - 25], Lower = [0, 0, 0],
        },
        new(64, [1, 1, 1], 6299.842428,
            x => 5 * x[0] + 50000 / x[0] + 20 * x[1] + 72000 / x[1] + 10 * x[2] + 144000 / x[2])
        {
            AtLeastZero = x => [1 - 4 / x[0] - 32 / x[1] - 120 / x[2]], Lower = [1e-5, 1e-5, 1e-5],
        },
        new(65, [-5, 5, 0], 0.9535288567, x => Sq(x[0] - x[1]) + Sq(x[0] + x[1] - 10) / 9 + Sq(x[2] - 5))
        {
            AtLeastZero = x => [48 - Sq(x[0]) - Sq(x[1]) - Sq(x[2])], Lower = [-4.5, -4.5, -5], Upper = [4.5, 4.5, 5],
        },
        new(66, [0, 1.05, 2.9], 0.5181632741, x => 0.2 * x[2] - 0.8 * x[0])
        {
            AtLeastZero = x => [x[1] - Exp(x[0]), x[2] - Exp(x[1])], Lower = [0, 0, 0], Upper = [100, 100, 10],
        },
    ];
}
