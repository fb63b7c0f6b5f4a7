using Spans.Losses;
using Spans.Testing;

namespace Spans.Tests.Losses;

/// <summary>Answers worked by hand.</summary>
[Trait("Category", "Numeric")]
public sealed class LossTextbookTests
{
    private static readonly float[] s_right = [0.1f, 0.05f, 0.6f, 0, 0.05f, 0.1f, 0, 0.1f, 0, 0];
    private static readonly float[] s_wrong = [0.1f, 0.05f, 0.1f, 0, 0.05f, 0.1f, 0, 0.6f, 0, 0];

    [Fact]
    public void SumOfSquares_ClassTwoOfTen_Is0Point0975And0Point5975()
    {
        // ½ (0.01 + 0.0025 + 0.16 + 0.0025 + 0.01 + 0.01) and ½ (0.01 + 0.0025 + 0.81 + 0.0025 + 0.01 + 0.36)
        Assert.Equal(0.0975, Row(s_right, 2).Value(new SumOfSquares()), 1e-6);
        Assert.Equal(0.5975, Row(s_wrong, 2).Value(new SumOfSquares()), 1e-6);
    }

    [Fact]
    public void CrossEntropy_ClassTwoOfTen_Is0Point5108And2Point3026()
    {
        // −log(0.6 + 1e-7) and −log(0.1 + 1e-7)
        Assert.Equal(0.510825457, Row(s_right, 2).Value(new CrossEntropy()), 1e-6);
        Assert.Equal(2.302584093, Row(s_wrong, 2).Value(new CrossEntropy()), 1e-6);
    }

    [Fact]
    public void MeanSquaredError_TwoRowsOfTwo_IsTheMeanOfFourSquares()
    {
        // (1 + 4 + 9 + 0) / 4, and gradients 2 e / 4
        var batch = new LossCase { Batch = 2, Units = 2, Prediction = [1, 2, 3, 4], Values = [0, 4, 0, 4] };
        Tolerance.Exact.Check(3.5, batch.Evaluate(new MeanSquaredError(), out var gradient), "value");
        Assert.Equal([0.5f, -1, 1.5f, 0], gradient);
    }

    [Fact]
    public void Huber_BothSidesOfDelta_AreParabolaAndLine()
    {
        // δ = 1: ½ 0.5² = 0.125 and 1 (3 − ½) = 2.5; gradients e / 2 and sign e / 2
        var batch = new LossCase { Batch = 1, Units = 2, Prediction = [0.5f, -3], Values = [0, 0] };
        Tolerance.Exact.Check((0.125 + 2.5) / 2, batch.Evaluate(new Huber(), out var gradient), "value");
        Assert.Equal([0.25f, -0.5f], gradient);
    }

    [Fact]
    public void MeanAbsoluteError_NoError_HasNoGradient()
    {
        var batch = new LossCase { Batch = 1, Units = 3, Prediction = [2, -1, 5], Values = [2, 1, 2] };
        Tolerance.Loss.Check(5.0 / 3, batch.Evaluate(new MeanAbsoluteError(), out var gradient), "value");
        Tolerance.Ulps(1).Check([0, -1 / 3.0, 1 / 3.0], gradient, "gradient");
    }

    [Fact]
    public void SoftmaxCrossEntropy_Backward_IsProbabilityMinusTargetOverRows()
    {
        // Logits log 1, log 2, log 5 give probabilities 1/8, 2/8, 5/8; rows of labels 2 and 0: −log(5/8) and −log(1/8).
        float[] logits = [0, MathF.Log(2), MathF.Log(5)];
        var batch = new LossCase { Batch = 2, Units = 3, Prediction = [.. logits, .. logits], Labels = [2, 0] };
        Tolerance.Loss.Check(
            (-Math.Log(5 / 8.0) - Math.Log(1 / 8.0)) / 2, batch.Evaluate(new SoftmaxCrossEntropy(), out var gradient), "value");
        Tolerance.Loss.Check([1 / 16.0, 2 / 16.0, -3 / 16.0, -7 / 16.0, 2 / 16.0, 5 / 16.0], gradient, "gradient");
    }

    [Fact]
    public void GaussianLikelihood_OfVarianceOne_IsSumOfSquaresForTheMeans()
    {
        // −log N(t; y, 1) = ½ (y − t)² + ½ log 2π, so the two losses differ by a constant and a factor: means are over targets.
        float[] means = [0.5f, -1, 2], targets = [1, 1, 1];
        var likelihood = new LossCase { Batch = 1, Units = 6, Prediction = [.. means, 0, 0, 0], Values = targets };
        var squares = new LossCase { Batch = 1, Units = 3, Prediction = means, Values = targets };
        var nll = likelihood.Evaluate(new GaussianNegativeLogLikelihood { Full = true }, out var gradient);
        var half = squares.Evaluate(new SumOfSquares(), out var expected);
        Tolerance.Loss.Check((half + 1.5 * Math.Log(2 * Math.PI)) / 3, nll, "value");
        for (var i = 0; i < 3; i++) Tolerance.Loss.Check(expected[i] / 3, gradient[i], $"gradient[{i}]");
    }

    [Fact]
    public void BernoulliLikelihood_OfIndependentCoins_IsBinaryCrossEntropy()
    {
        // −log Π pᵗ (1 − p)¹⁻ᵗ / 3 = −log(0.9 · 0.8 · 0.3) / 3
        var batch = new LossCase { Batch = 3, Units = 1, Prediction = [0.9f, 0.2f, 0.3f], Labels = [1, 0, 1] };
        Assert.Equal(-Math.Log(0.9 * 0.8 * 0.3) / 3, batch.Value(new BinaryCrossEntropy()), 1e-6);
    }

    [Fact]
    public void CategoricalLikelihood_OfIndependentDraws_IsSoftmaxCrossEntropy()
    {
        // −log Π softmax(x)[label] / 2 for probabilities 1/4, 3/4 and 1/2, 1/2
        var batch = new LossCase { Batch = 2, Units = 2, Prediction = [0, MathF.Log(3), 7, 7], Labels = [1, 0] };
        Assert.Equal(-Math.Log(0.75 * 0.5) / 2, batch.Value(new SoftmaxCrossEntropy()), 1e-6);
    }

    private static LossCase Row(float[] prediction, int label) =>
        new() { Batch = 1, Units = 10, Prediction = prediction, Labels = [label] };
}
