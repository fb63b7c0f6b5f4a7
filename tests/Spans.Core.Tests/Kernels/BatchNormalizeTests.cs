using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class BatchNormalizeTests
{
    private const float Epsilon = 1e-5f;
    private const float Momentum = 0.1f;
    private const float Guard = 12345;

    // Below, at and above registers of 4, 8 and 16 lanes, and blocks of 64 rows and 64 registers.
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 2, 1, 1 }, { 3, 15, 1 }, { 5, 16, 1 }, { 64, 17, 1 }, { 65, 33, 1 }, { 200, 35, 1 }, { 131, 3, 1 }, { 7, 130, 1 },
        { 2, 3, 2 }, { 4, 3, 5 }, { 3, 2, 16 }, { 5, 3, 17 }, { 2, 2, 300 }, { 70, 1, 3 }, { 2, 1, 5000 }, { 1, 4, 9 },
        { 66, 2, 16 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Train_AnyShape_IsTheTextbooksNormalisation(int batch, int channels, int inner)
    {
        var run = new Run(batch, channels, inner, seed: 1);
        run.Reference.TakeStatistics(run.X);
        run.Train(Team.Single);
        Tolerance.Norm.Check(run.Reference.Forward(run.X, run.Gamma, run.Beta), run.Y, "y");
        var count = run.Reference.Count;
        for (var c = 0; c < channels; c++)
        {
            Tolerance.Norm.Check(0.9 * 0.5 + 0.1 * run.Reference.Mean[c], run.RunningMean[c], $"running mean {c}");
            Tolerance.Norm.Check(
                0.9 * 2 + 0.1 * run.Reference.Variance[c] * count / (count - 1), run.RunningVariance[c], $"running variance {c}");
        }
        Assert.Equal(Guard, run.YMemory[^1]);
        Assert.Equal(Guard, run.YMemory[0]);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Backward_AnyShape_IsTheTextbooksGradient(int batch, int channels, int inner)
    {
        foreach (var affine in new[] { true, false })
        {
            var run = new Run(batch, channels, inner, seed: 2, affine);
            run.Reference.TakeStatistics(run.X);
            run.Train(Team.Single);
            var dx = run.Reference.Backward(run.X, run.Dy, run.Gamma, ofBatch: true);
            run.Backward(Team.Single);
            Tolerance.Norm.Check(dx, run.Dx, "dx");
            if (affine) run.CheckParameterGradients();
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void EvaluateAndBackward_AnyShape_UseTheRunningStatistics(int batch, int channels, int inner)
    {
        var run = new Run(batch, channels, inner, seed: 3);
        run.Reference.Mean.AsSpan().Fill(0.5);
        run.Reference.Variance.AsSpan().Fill(2);
        run.Evaluate(Team.Single);
        Tolerance.Norm.Check(run.Reference.Forward(run.X, run.Gamma, run.Beta), run.Y, "y");
        var dx = run.Reference.Backward(run.X, run.Dy, run.Gamma, ofBatch: false);
        run.Backward(Team.Single, ofBatch: false);
        Tolerance.Norm.Check(dx, run.Dx, "dx");
        run.CheckParameterGradients();
        Assert.All(run.RunningMean, mean => Assert.Equal(0.5f, mean));
    }

    [Theory]
    [InlineData(500, 700, 1)]
    [InlineData(64, 6, 700)]
    [InlineData(2, 5, 40_000)]
    public void N7_TrainAndBackward_AnyTeam_GiveTheSameBits(int batch, int channels, int inner)
    {
        var alone = new Run(batch, channels, inner, seed: 4);
        alone.Train(Team.Single);
        alone.Backward(Team.Single);
        foreach (var members in new[] { 2, 3, 4, 7 })
        {
            using var team = new Team(members);
            var shared = new Run(batch, channels, inner, seed: 4);
            shared.Train(team);
            shared.Backward(team);
            alone.CheckBits(shared);
        }
    }

    [Fact]
    public void TrainAndBackward_InPlace_GiveTheSameBits()
    {
        foreach (var inner in new[] { 1, 19 })
        {
            Run apart = new(9, 21, inner, seed: 5), inPlace = new(9, 21, inner, seed: 5);
            apart.Train(Team.Single);
            apart.Backward(Team.Single);
            inPlace.X.CopyTo(inPlace.Y);
            BatchNormalize.Train(
                inPlace.Y, inPlace.Y, inPlace.Gamma, inPlace.Beta, inPlace.RunningMean, inPlace.RunningVariance, inPlace.Saved,
                inPlace.Scratch,
                9, 21, inner, Momentum, Epsilon, Team.Single);
            inPlace.Dy.CopyTo(inPlace.Dx, 0);
            BatchNormalize.Backward(
                inPlace.X, inPlace.Dx, inPlace.Dx, inPlace.Gamma, inPlace.GammaGradient, inPlace.BetaGradient, accumulate: false,
                ofBatch: true,
                inPlace.Saved, inPlace.Scratch, 9, 21, inner, Team.Single);
            apart.CheckBits(inPlace);
        }
    }

    [Fact]
    public void Backward_Accumulating_AddsToTheGradients()
    {
        Run once = new(6, 18, 1, seed: 6), twice = new(6, 18, 1, seed: 6);
        once.Train(Team.Single);
        twice.Train(Team.Single);
        once.Backward(Team.Single);
        twice.Backward(Team.Single);
        twice.Backward(Team.Single, accumulate: true);
        for (var c = 0; c < 18; c++)
        {
            Assert.Equal(2 * once.GammaGradient[c], twice.GammaGradient[c]);
            Assert.Equal(2 * once.BetaGradient[c], twice.BetaGradient[c]);
        }
    }

    [Theory]
    [InlineData(64, 20, 1)]
    [InlineData(16, 2, 50)]
    public void N5_Train_AroundAMillion_KeepsTheDigitsOfTheVariance(int batch, int channels, int inner)
    {
        var run = new Run(batch, channels, inner, seed: 7, mean: 1e6);
        run.Reference.TakeStatistics(run.X);
        run.Train(Team.Single);
        var expected = run.Reference.Forward(run.X, run.Gamma, run.Beta);
        Tolerance.Norm.Check(expected, run.Y, "y");
    }

    [Fact]
    public void Train_OfAConstantChannel_GivesBeta()
    {
        foreach (var value in new[] { 0f, 3.7f, 1e6f, 1e-30f })
        {
            var run = new Run(50, 17, 1, seed: 8);
            run.X.AsSpan().Fill(value);
            run.Train(Team.Single);
            for (var i = 0; i < run.Y.Length; i++) Assert.Equal(run.Beta![i % 17], run.Y[i], 1e-5f);
            Assert.All(run.RunningVariance, variance => Assert.Equal(1.8f, variance, 1e-6f));
        }
    }

    [Fact]
    public void N6_Train_OfNaN_GivesNaNInItsChannelAlone()
    {
        var run = new Run(8, 5, 1, seed: 9);
        run.X[3 * 5 + 2] = float.NaN;
        run.Train(Team.Single);
        for (var i = 0; i < run.Y.Length; i++) Assert.Equal(i % 5 == 2, float.IsNaN(run.Y[i]));
    }

    [Fact]
    public void Train_OfOneValueAChannel_ThrowsAndWritesNothing()
    {
        var run = new Run(1, 4, 1, seed: 10);
        var error = Assert.Throws<ArgumentException>(() => run.Train(Team.Single));
        Assert.Contains("use a batch of two or more rows", error.Message, StringComparison.Ordinal);
        Assert.All(run.RunningMean, mean => Assert.Equal(0.5f, mean));
        Assert.All(run.YMemory, y => Assert.Equal(Guard, y));
    }

    [Fact]
    public void Train_OfWrongLengths_NamesTheArgument()
    {
        var run = new Run(4, 3, 2, seed: 11);
        Assert.Equal("x",
            Throws(() => BatchNormalize.Train(
                run.X.AsSpan(1), run.Y, [], [], run.RunningMean, run.RunningVariance, run.Saved, run.Scratch, 4, 3, 2, 0.1f, 0,
                Team.Single)));
        Assert.Equal("gamma",
            Throws(() => BatchNormalize.Train(
                run.X, run.Y, run.Beta.AsSpan(1), [], run.RunningMean, run.RunningVariance, run.Saved, run.Scratch, 4, 3, 2,
                0.1f, 0, Team.Single)));
        Assert.Equal("saved",
            Throws(() => BatchNormalize.Train(
                run.X, run.Y, [], [], run.RunningMean, run.RunningVariance, run.Saved.AsSpan(1), run.Scratch, 4, 3, 2, 0.1f, 0,
                Team.Single)));
        Assert.Equal("channels",
            Throws(() => BatchNormalize.Train([], [], [], [], [], [], run.Saved, run.Scratch, 4, 0, 2, 0.1f, 0, Team.Single)));
        Assert.Equal("y",
            Throws(() => BatchNormalize.Train(
                run.X.AsSpan(0, 12), run.X.AsSpan(1, 12), [], [], run.RunningMean, run.RunningVariance, run.Saved, run.Scratch,
                2, 3, 2, 0.1f, 0, Team.Single)));
        Assert.All(run.YMemory, y => Assert.Equal(Guard, y));
    }

    [Fact]
    public void TrainAndBackward_Allocate_Nothing()
    {
        using var team = new Team(2);
        var run = new Run(500, 300, 1, seed: 12);
        Allocation.None(() =>
        {
            run.Train(team);
            run.Backward(team);
            run.Evaluate(team);
        });
    }

    private static string? Throws(Action action) => Assert.ThrowsAny<ArgumentException>(action).ParamName;

    private sealed class Run
    {
        private readonly int _batch, _channels, _inner;

        internal Run(int batch, int channels, int inner, int seed, bool affine = true, double mean = 0)
        {
            (_batch, _channels, _inner) = (batch, channels, inner);
            var n = batch * channels * inner;
            X = BatchNormReference.Numbers(seed, n, mean);
            Dy = BatchNormReference.Numbers(seed + 100, n);
            Dx = new float[n];
            YMemory = new float[n + 2];
            YMemory.AsSpan().Fill(Guard);
            if (affine)
            {
                Gamma = BatchNormReference.Numbers(seed + 200, channels, 1, 0.3);
                Beta = BatchNormReference.Numbers(seed + 300, channels);
            }
            RunningMean = [.. Enumerable.Repeat(0.5f, channels)];
            RunningVariance = [.. Enumerable.Repeat(2f, channels)];
            GammaGradient = new float[channels];
            BetaGradient = new float[channels];
            Saved = new float[BatchNormalize.SavedLength(channels)];
            Scratch = new float[BatchNormalize.ScratchLength(channels)];
            Scratch.AsSpan().Fill(float.NaN);
            Reference = new BatchNormReference(batch, channels, inner, Epsilon);
        }

        internal BatchNormReference Reference { get; }
        internal float[] X { get; }
        internal float[] YMemory { get; }
        internal Span<float> Y => YMemory.AsSpan(1, X.Length);
        internal float[] Dy { get; }
        internal float[] Dx { get; }
        internal float[]? Gamma { get; }
        internal float[]? Beta { get; }
        internal float[] RunningMean { get; }
        internal float[] RunningVariance { get; }
        internal float[] GammaGradient { get; }
        internal float[] BetaGradient { get; }
        internal float[] Saved { get; }
        internal float[] Scratch { get; }

        internal void Train(Team team) =>
            BatchNormalize.Train(X, Y, Gamma, Beta, RunningMean, RunningVariance, Saved, Scratch, _batch, _channels, _inner,
                Momentum, Epsilon, team);

        internal void Evaluate(Team team) =>
            BatchNormalize.Evaluate(
                X, Y, Gamma, Beta, RunningMean, RunningVariance, Saved, Scratch, _batch, _channels, _inner, Epsilon, team);

        internal void Backward(Team team, bool accumulate = false, bool ofBatch = true) =>
            BatchNormalize.Backward(
                X, Dy, Dx, Gamma, Gamma is null ? [] : GammaGradient, Gamma is null ? [] : BetaGradient, accumulate, ofBatch,
                Saved, Scratch,
                _batch, _channels, _inner, team);

        internal void CheckParameterGradients()
        {
            for (var c = 0; c < _channels; c++)
            {
                // |dy| and |x̂| are at most 2 here, and both sums have Count terms.
                Tolerance.Dot(4 * Reference.Count).Check(Reference.Sums[c], BetaGradient[c], $"beta gradient {c}");
                Tolerance.Dot(4 * Reference.Count).Check(Reference.Products[c], GammaGradient[c], $"gamma gradient {c}");
            }
        }

        internal void CheckBits(Run other)
        {
            Tolerance.CheckBits(Y, other.Y, "y");
            Tolerance.CheckBits(Dx, other.Dx, "dx");
            Tolerance.CheckBits(GammaGradient, other.GammaGradient, "gamma gradient");
            Tolerance.CheckBits(BetaGradient, other.BetaGradient, "beta gradient");
            Tolerance.CheckBits(RunningMean, other.RunningMean, "running mean");
            Tolerance.CheckBits(RunningVariance, other.RunningVariance, "running variance");
        }
    }
}
