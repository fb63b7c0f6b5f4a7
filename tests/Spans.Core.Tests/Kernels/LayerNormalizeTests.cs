using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class LayerNormalizeTests
{
    private const float Epsilon = 1e-5f;

    public static TheoryData<int, int> Shapes => new()
    {
        { 1, 2 }, { 3, 3 }, { 2, 7 }, { 2, 8 }, { 5, 9 }, { 3, 16 }, { 3, 17 }, { 130, 33 }, { 4, 64 }, { 2, 131 }, { 1, 5000 },
            { 200, 4 }, { 3, 1 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void ForwardAndBackward_AnyShape_AreTheTextbooks(int rows, int columns)
    {
        foreach (var affine in new[] { true, false })
        {
            var run = new Run(rows, columns, seed: 1, affine);
            run.Forward(Team.Single);
            run.Backward(Team.Single);
            var (y, dx, dGamma, dBeta) = run.Expected();
            Tolerance.Norm.Check(y, run.Y, "y");
            // A row of equal values has x̂ = 0 and a slope of 1/√ε, over which only absolute digits of dy are left.
            (columns == 1 ? Tolerance.Relative(1e-6, 1e-4) : Tolerance.Norm).Check(dx, run.Dx, "dx");
            if (!affine) continue;
            for (var c = 0; c < columns; c++)
            {
                Tolerance.Dot(8.0 * rows).Check(dGamma[c], run.GammaGradient[c], $"gamma gradient {c}");
                Tolerance.Dot(8.0 * rows).Check(dBeta[c], run.BetaGradient[c], $"beta gradient {c}");
            }
        }
    }

    [Fact]
    public void N5_Forward_AroundAMillion_KeepsTheDigitsOfTheVariance()
    {
        var run = new Run(6, 100, seed: 2, mean: 1e6);
        run.Forward(Team.Single);
        Tolerance.Norm.Check(run.Expected().Y, run.Y, "y");
    }

    [Fact]
    public void Forward_OfARowOfOneValue_GivesBeta()
    {
        var run = new Run(4, 21, seed: 3);
        run.X.AsSpan().Fill(1e6f);
        run.Forward(Team.Single);
        for (var i = 0; i < run.Y.Length; i++) Assert.Equal(run.Beta![i % 21], run.Y[i], 1e-5f);
    }

    [Fact]
    public void N6_Forward_OfNaN_GivesNaNInItsRowAlone()
    {
        var run = new Run(4, 21, seed: 4);
        run.X[2 * 21 + 5] = float.NaN;
        run.Forward(Team.Single);
        for (var i = 0; i < run.Y.Length; i++) Assert.Equal(i / 21 == 2, float.IsNaN(run.Y[i]));
    }

    [Theory]
    [InlineData(600, 700)]
    [InlineData(4, 100_001)]
    public void N7_ForwardAndBackward_AnyTeam_GiveTheSameBits(int rows, int columns)
    {
        var alone = new Run(rows, columns, seed: 5);
        alone.Forward(Team.Single);
        alone.Backward(Team.Single);
        foreach (var members in new[] { 2, 3, 4, 7 })
        {
            using var team = new Team(members);
            var shared = new Run(rows, columns, seed: 5);
            shared.Forward(team);
            shared.Backward(team);
            alone.CheckBits(shared);
        }
    }

    [Fact]
    public void ForwardAndBackward_InPlace_GiveTheSameBits()
    {
        Run apart = new(5, 37, seed: 6), inPlace = new(5, 37, seed: 6);
        apart.Forward(Team.Single);
        apart.Backward(Team.Single);
        inPlace.X.CopyTo(inPlace.Y, 0);
        LayerNormalize.Forward(inPlace.Y, inPlace.Y, inPlace.Gamma, inPlace.Beta, inPlace.Saved, 5, 37, Epsilon, Team.Single);
        inPlace.Dy.CopyTo(inPlace.Dx, 0);
        LayerNormalize.Backward(
            inPlace.X, inPlace.Dx, inPlace.Dx, inPlace.Gamma, inPlace.GammaGradient, inPlace.BetaGradient, accumulate: false,
            inPlace.Saved,
            inPlace.Scratch, 5, 37, Team.Single);
        apart.CheckBits(inPlace);
    }

    [Fact]
    public void Backward_Accumulating_AddsToTheGradients()
    {
        Run once = new(5, 37, seed: 7), twice = new(5, 37, seed: 7);
        once.Forward(Team.Single);
        twice.Forward(Team.Single);
        once.Backward(Team.Single);
        twice.Backward(Team.Single);
        twice.Backward(Team.Single, accumulate: true);
        for (var c = 0; c < 37; c++)
        {
            Assert.Equal(2 * once.GammaGradient[c], twice.GammaGradient[c]);
            Assert.Equal(2 * once.BetaGradient[c], twice.BetaGradient[c]);
        }
    }

    [Fact]
    public void Forward_OfWrongLengths_NamesTheArgument()
    {
        var run = new Run(2, 6, seed: 8);
        Assert.Equal("x", Throws(() => LayerNormalize.Forward(run.X.AsSpan(1), run.Y, [], [], [], 2, 6, Epsilon, Team.Single)));
        Assert.Equal(
            "gamma", Throws(() => LayerNormalize.Forward(run.X, run.Y, run.Beta.AsSpan(1), [], [], 2, 6, Epsilon, Team.Single)));
        Assert.Equal(
            "saved", Throws(() => LayerNormalize.Forward(run.X, run.Y, [], [], run.Saved.AsSpan(1), 2, 6, Epsilon, Team.Single)));
        Assert.Equal("rows", Throws(() => LayerNormalize.Forward([], [], [], [], [], 0, 6, Epsilon, Team.Single)));
        Assert.All(run.Y, y => Assert.Equal(0, y));
    }

    private static string? Throws(Action action) => Assert.ThrowsAny<ArgumentException>(action).ParamName;

    private sealed class Run
    {
        private readonly int _rows, _columns;

        internal Run(int rows, int columns, int seed, bool affine = true, double mean = 0)
        {
            (_rows, _columns) = (rows, columns);
            X = BatchNormReference.Numbers(seed, rows * columns, mean);
            Dy = BatchNormReference.Numbers(seed + 100, rows * columns);
            Y = new float[X.Length];
            Dx = new float[X.Length];
            Gamma = affine ? BatchNormReference.Numbers(seed + 200, columns, 1, 0.3) : null;
            Beta = affine ? BatchNormReference.Numbers(seed + 300, columns) : null;
            GammaGradient = affine ? new float[columns] : [];
            BetaGradient = affine ? new float[columns] : [];
            Saved = new float[LayerNormalize.SavedPerRow * rows];
            Scratch = new float[LayerNormalize.ScratchLength(columns)];
            Scratch.AsSpan().Fill(float.NaN);
        }

        internal float[] X { get; }
        internal float[] Y { get; }
        internal float[] Dy { get; }
        internal float[] Dx { get; }
        internal float[]? Gamma { get; }
        internal float[]? Beta { get; }
        internal float[] GammaGradient { get; }
        internal float[] BetaGradient { get; }
        internal float[] Saved { get; }
        internal float[] Scratch { get; }

        internal void Forward(Team team) => LayerNormalize.Forward(X, Y, Gamma, Beta, Saved, _rows, _columns, Epsilon, team);

        internal void Backward(Team team, bool accumulate = false) =>
            LayerNormalize.Backward(
                X, Dy, Dx, Gamma, GammaGradient, BetaGradient, accumulate, Saved, Scratch, _rows, _columns, team);

        internal (double[] Y, double[] Dx, double[] Gamma, double[] Beta) Expected()
        {
            double[] y = new double[X.Length], dx = new double[X.Length], gamma = new double[_columns],
                beta = new double[_columns];
            for (var row = 0; row < _rows; row++)
            {
                var at = row * _columns;
                var x = X.Skip(at).Take(_columns).Select(v => (double)v).ToArray();
                var mean = x.Average();
                var inverse = 1 / Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + Epsilon);
                var normal = x.Select(v => (v - mean) * inverse).ToArray();
                var g = Enumerable.Range(0, _columns).Select(i => (double)Dy[at + i] * (Gamma?[i] ?? 1)).ToArray();
                double m = g.Average(), n = g.Zip(normal, (a, b) => a * b).Average();
                for (var i = 0; i < _columns; i++)
                {
                    y[at + i] = normal[i] * (Gamma?[i] ?? 1) + (Beta?[i] ?? 0);
                    dx[at + i] = inverse * (g[i] - m - normal[i] * n);
                    gamma[i] += Dy[at + i] * normal[i];
                    beta[i] += Dy[at + i];
                }
            }
            return (y, dx, gamma, beta);
        }

        internal void CheckBits(Run other)
        {
            Tolerance.CheckBits(Y, other.Y, "y");
            Tolerance.CheckBits(Dx, other.Dx, "dx");
            Tolerance.CheckBits(GammaGradient, other.GammaGradient, "gamma gradient");
            Tolerance.CheckBits(BetaGradient, other.BetaGradient, "beta gradient");
            Tolerance.CheckBits(Saved, other.Saved, "saved");
        }
    }
}
