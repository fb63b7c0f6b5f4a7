using Spans.Minimizers;
using Spans.Threading;

namespace Spans.Tests.Minimizers;

[Trait("Category", "Numeric")]
public class MultiStartTests
{
    // (x² + y − 11)² + (x + y² − 7)²: Himmelblau 1972; four minima of 0.
    private static readonly double[][] s_himmelblau =
    [
        [3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.283185991286170],
        [3.584428340330492, -1.848126526964404],
    ];

    private static readonly double[] s_low = [-5, -5];
    private static readonly double[] s_high = [5, 5];

    [Fact]
    public void Minimize_OfHimmelblau_FindsAllFourMinima()
    {
        var result = new MultiStart { Minimizer = new LBfgs(), Starts = 60, Seed = 3 }.Minimize(Himmelblau(), s_low, s_high);
        Assert.Equal(4, result.Minima.Count);
        Assert.Equal(60, result.Minima.Sum(m => m.Starts) + result.Unfinished);
        foreach (var known in s_himmelblau)
            Assert.Contains(result.Minima, m => double.Hypot(m.Solution.X[0] - known[0], m.Solution.X[1] - known[1]) < 1e-6);
        Assert.InRange(result.Best.Report.Value, 0, 1e-12);
    }

    [Theory]
    [InlineData(Sampling.LatinHypercube)]
    [InlineData(Sampling.Random)]
    public void Minimize_OnAnyTeam_GivesTheSameBits(Sampling sampling)
    {
        var search = new MultiStart { Minimizer = new LBfgs(), Starts = 25, Seed = 11, Sampling = sampling };
        var expected = search.Minimize(Rastrigin(), s_low, s_high);
        foreach (var members in new[] { 1, 2, 3, 4 })
        {
            using var team = new Team(members);
            var result = search.Minimize<double>(_ => Rastrigin(), s_low, s_high, team);
            Assert.Equal(expected.Best.X, result.Best.X);
            Assert.Equal(expected.Minima.Count, result.Minima.Count);
            for (var i = 0; i < result.Minima.Count; i++)
            {
                Assert.Equal(expected.Minima[i].Solution.X, result.Minima[i].Solution.X);
                Assert.Equal(expected.Minima[i].Starts, result.Minima[i].Starts);
            }
            Assert.Equal(expected.ValueEvaluations, result.ValueEvaluations);
        }
    }

    [Fact]
    public void Minimize_OfRastrigin_BeatsASingleStart()
    {
        var result = new MultiStart { Minimizer = new LBfgs(), Starts = 200, Seed = 5 }.Minimize(Rastrigin(), s_low, s_high);
        Assert.InRange(result.Best.Report.Value, 0, 1.5);
        Assert.True(result.Minima.Count > 20);
        for (var i = 1; i < result.Minima.Count; i++)
            Assert.True(result.Minima[i - 1].Solution.Report.Value <= result.Minima[i].Solution.Report.Value);
    }

    [Fact]
    public void Minimize_OfAUtility_KeepsTheHighest()
    {
        // cos x on [−8, 8] has maxima at 0 and ±2π; minus x²/100 makes 0 the highest.
        var problem = new Problem<double>(Function.Scalar<double>(1, x => Math.Cos(x[0]) - x[0] * x[0] / 100))
        { Sense = Sense.Maximize, Lower = new double[] { -8 }, Upper = new double[] { 8 } };
        var search = new MultiStart { Minimizer = new LBfgsB(), Starts = 30, Stop = new() { GradientTolerance = 1e-6 } };
        var result = search.Minimize(problem);
        Assert.Equal(0, result.Best.X[0], 1e-5);
        Assert.Equal(1, result.Best.Report.Value, 1e-9);
        Assert.Equal(3, result.Minima.Count);
    }

    [Fact]
    public void LatinHypercube_OfAnyVariable_PutsOneStartInEachStratum()
    {
        var points = new double[3 * 40];
        StartPoints.Fill<double>(Sampling.LatinHypercube, 7, [0, -1, 100], [1, 1, 140], points);
        for (var j = 0; j < 3; j++)
        {
            var strata = new bool[40];
            for (var i = 0; i < 40; i++)
            {
                var share = j == 0 ? points[3 * i] : j == 1 ? (points[3 * i + 1] + 1) / 2 : (points[3 * i + 2] - 100) / 40;
                strata[(int)(share * 40)] = true;
            }
            Assert.DoesNotContain(false, strata);
        }
    }

    [Fact]
    public void Exception_InAFunctionOnTheTeam_ReachesTheCaller()
    {
        using var team = new Team(2);
        var broken = new Problem<double>(Function.Scalar<double>(2, _ => throw new InvalidTimeZoneException("mine")));
        var search = new MultiStart { Minimizer = new LBfgs(), Starts = 8 };
        Assert.Equal("mine", Assert.Throws<InvalidTimeZoneException>(
            () => search.Minimize<double>(_ => broken, s_low, s_high, team)).Message);
        Assert.Throws<ArgumentException>(() => search.Minimize(Himmelblau()));
        Assert.Throws<ArgumentException>(() => search.Minimize(Himmelblau(), [0, 0], [1, double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiStart { Minimizer = new LBfgs(), Starts = 0 });
    }

    private static Problem<double> Himmelblau() => new(Function.Vector<double>(2, 2,
        (x, r) => (r[0], r[1]) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7),
        (x, j) => (j[0], j[1], j[2], j[3]) = (2 * x[0], 1, 1, 2 * x[1])));

    // 20 + Σ xᵢ² − 10 cos 2π xᵢ: Rastrigin 1974.
    private static Problem<double> Rastrigin() => new(Function.Scalar<double>(2,
        x => 20 + x[0] * x[0] + x[1] * x[1] - 10 * (Math.Cos(2 * Math.PI * x[0]) + Math.Cos(2 * Math.PI * x[1])),
        (x, g) => { for (var i = 0; i < 2; i++) g[i] = 2 * x[i] + 20 * Math.PI * Math.Sin(2 * Math.PI * x[i]); }));
}
