using Spans.Losses;
using Spans.Testing;

namespace Spans.Tests.Losses;

[Trait("Category", "Numeric")]
public sealed class LossExtremesTests
{
    [Fact]
    public void N5_BinaryCrossEntropyWithLogits_LogitsOf17E38_AreFiniteAndRight()
    {
        // Right by far costs 0; wrong by far costs |x|: the mean of four is (0 + 1.7e38 + 0 + 1.7e38) / 4, past the range of a
        // float sum.
        var batch =
            new LossCase { Batch = 4, Units = 1, Prediction = [1.7e38f, -1.7e38f, -1.7e38f, 1.7e38f], Labels = [1, 1, 0, 0] };
        Tolerance.Loss.Check((double)1.7e38f / 2, batch.Evaluate(new BinaryCrossEntropyWithLogits(), out var gradient), "value");
        Assert.Equal([0, -0.25f, 0, 0.25f], gradient);
    }

    [Fact]
    public void BinaryCrossEntropyWithLogits_SmallLosses_KeepTheirDigits()
    {
        // log(1 + e⁻³⁰) = 9.3576e-14, of which 1 − σ(30) would leave nothing.
        var batch = new LossCase { Batch = 1, Units = 1, Prediction = [30], Labels = [1] };
        Assert.Equal(Math.Exp(-30), batch.Evaluate(new BinaryCrossEntropyWithLogits(), out var gradient), 1e-19);
        Assert.Equal(-Math.Exp(-30), gradient[0], 1e-19);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(100)]
    public void N5_SoftmaxCrossEntropy_LogitsOf17E38_AreFiniteAndRight(int units)
    {
        // One logit at the top, the rest at the bottom: a label at the top costs 0, one at the bottom the gap of 3.4e38.
        var prediction = new float[2 * units];
        Array.Fill(prediction, -1.7e38f);
        prediction[0] = prediction[units] = 1.7e38f;
        var batch = new LossCase { Batch = 2, Units = units, Prediction = prediction, Labels = [0, units - 1] };
        Tolerance.Loss.Check(1.7e38f, batch.Evaluate(new SoftmaxCrossEntropy(), out var gradient), "value");
        var expected = new double[2 * units];
        (expected[units], expected[^1]) = (0.5, -0.5);
        Tolerance.Exact.Check(expected, gradient, "gradient");
        // Smoothed by 0.2, both rows put 0.2 / units on every bottom class, and the second 0.8 more on its label.
        var smoothed = 2 * (double)1.7e38f * (0.2 * (units - 1) / units + 0.4);
        Tolerance.Relative(1e-6).Check(smoothed, batch.Evaluate(new SoftmaxCrossEntropy(0.2f), out gradient), "smoothed value");
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void N5_SoftmaxCrossEntropy_EqualLogitsOfEverySize_CostTheLogarithmOfTheClasses()
    {
        foreach (var logit in new[] { 0, -1.7e38f, 1.7e38f, float.MaxValue, float.MinValue, float.Epsilon })
        {
            var batch = new LossCase { Batch = 1, Units = 8, Prediction = [.. Enumerable.Repeat(logit, 8)], Labels = [3] };
            Tolerance.Loss.Check(Math.Log(8), batch.Evaluate(new SoftmaxCrossEntropy(), out var gradient), $"value at {logit}");
            Tolerance.Ulps(2).Check([0.125, 0.125, 0.125, -0.875, 0.125, 0.125, 0.125, 0.125], gradient, $"gradient at {logit}");
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_AMillionClassesWithoutGradient_NeedNoStack()
    {
        var batch = new LossCase { Batch = 1, Units = 1_000_000, Prediction = new float[1_000_000], Labels = [3] };
        Tolerance.Loss.Check(Math.Log(1e6), batch.Value(new SoftmaxCrossEntropy()), "value");
    }

    [Fact]
    public void N5_BinaryCrossEntropy_ProbabilitiesZeroAndOne_CostAtMost100()
    {
        var batch = new LossCase { Batch = 4, Units = 1, Prediction = [0, 1, 0, 1], Labels = [0, 1, 1, 0] };
        Tolerance.Exact.Check(50, batch.Evaluate(new BinaryCrossEntropy(), out var gradient), "value");
        // (y − t) / 1e-12 / 4
        Tolerance.Ulps(2).Check([0, 0, -2.5e11, 2.5e11], gradient, "gradient");
    }

    [Fact]
    public void CrossEntropy_ProbabilityZero_IsGuarded()
    {
        var batch = new LossCase { Batch = 1, Units = 2, Prediction = [0, 1], Labels = [0] };
        Tolerance.Loss.Check(-Math.Log(1e-7), batch.Evaluate(new CrossEntropy(), out var gradient), "value");
        Tolerance.Ulps(2).Check([-1e7, 0], gradient, "gradient");
    }

    [Fact]
    public void N5_GaussianNegativeLogLikelihood_LogVariancesOf200_AreFinite()
    {
        // v = e²⁰⁰ is no float: loss ½ 200; and e⁻²⁰⁰ is clamped to 1e-6: ½ (log 1e-6 + 9 / 1e-6).
        var batch = new LossCase { Batch = 2, Units = 2, Prediction = [3, 200, 3, -200], Values = [0, 0] };
        var value = batch.Evaluate(new GaussianNegativeLogLikelihood(), out var gradient);
        Tolerance.Loss.Check((100 + 0.5 * (Math.Log(1e-6) + 9e6)) / 2, value, "value");
        Tolerance.Ulps(3).Check([0, 0.25, 1.5e6, 0], gradient, "gradient");
    }

    [Fact]
    public void Evaluate_HugeBatchOfEqualLosses_KeepsTheMean()
    {
        // 2^22 + 1 errors of 0.1: a float sum of their squares would be off by percents.
        const int batch = (1 << 22) + 1;
        var prediction = new float[batch];
        Array.Fill(prediction, 0.1f);
        var data = new LossCase { Batch = batch, Units = 1, Prediction = prediction, Values = new float[batch] };
        Assert.Equal((double)0.1f * 0.1f, data.Value(new MeanSquaredError()), 1e-8);
    }

    [Fact]
    public void N6_Evaluate_PredictionOrTargetNaN_GivesNaNInEveryLoss()
    {
        foreach (var loss in LossData.Losses(6))
            for (var at = 0; at < 6; at += 5)
            {
                var data = LossData.Values(loss, 3, 6, seed: 1);
                data.Prediction[6 + at] = float.NaN;
                Assert.True(double.IsNaN(data.Evaluate(loss, out var gradient)), $"{loss} hides a NaN prediction");
                Assert.True(float.IsNaN(gradient[6 + at]), $"{loss} hides a NaN prediction from its gradient");
                data = LossData.Values(loss, 3, 6, seed: 1);
                data.Values[^1] = float.NaN;
                Assert.True(double.IsNaN(data.Value(loss)), $"{loss} hides a NaN target");
            }
    }

    [Fact]
    public void CrossEntropies_AllRowsOfWeightlessClasses_TeachNothing()
    {
        var batch = new LossCase { Batch = 2, Units = 2, Prediction = [0.3f, 0.7f, 0.5f, 0.5f], Labels = [0, 0] };
        foreach (var loss in new ILoss[] { new CrossEntropy([0, 1]), new SoftmaxCrossEntropy(0, [0, 1]) })
        {
            Tolerance.Exact.Check(0, batch.Evaluate(loss, out var gradient), "value");
            Assert.All(gradient, value => Assert.Equal(0, value));
        }
    }
}
