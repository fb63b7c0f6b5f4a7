using Spans.Losses;
using Spans.Testing;

namespace Spans.Tests.Losses;

[Trait("Category", "Numeric")]
public sealed class LossExtremesTests
{
    [Fact]
    public void BinaryCrossEntropyWithLogits_LogitsOf17E38_AreFiniteAndRight()
    {
        // Right by far costs 0; wrong by far costs |x|: the mean of four is (0 + 1.7e38 + 0 + 1.7e38) / 4, past the range of a float sum.
        var batch = new LossCase { Batch = 4, Units = 1, Prediction = [1.7e38f, -1.7e38f, -1.7e38f, 1.7e38f], Labels = [1, 1, 0, 0] };
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

    [Fact]
    public void BinaryCrossEntropy_ProbabilitiesZeroAndOne_CostAtMost100()
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
    public void GaussianNegativeLogLikelihood_LogVariancesOf200_AreFinite()
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
    public void Evaluate_PredictionOrTargetNaN_GivesNaNInEveryLoss()
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
    public void CrossEntropy_AllRowsOfWeightlessClasses_TeachNothing()
    {
        var batch = new LossCase { Batch = 2, Units = 2, Prediction = [0.3f, 0.7f, 0.5f, 0.5f], Labels = [0, 0] };
        Tolerance.Exact.Check(0, batch.Evaluate(new CrossEntropy([0, 1]), out var gradient), "value");
        Assert.All(gradient, value => Assert.Equal(0, value));
    }
}
