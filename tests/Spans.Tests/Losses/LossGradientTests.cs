using Spans.Losses;
using Spans.Testing;

namespace Spans.Tests.Losses;

[Trait("Category", "Numeric")]
public sealed class LossGradientTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(7, 4)]
    [InlineData(3, 38)]
    public void N1_Evaluate_EveryLoss_GradientIsTheCentralDifferenceOfItsDefinition(int batch, int units)
    {
        foreach (var loss in LossData.Losses(units))
        {
            var data = LossData.Values(loss, batch, units, seed: 5, weighted: true);
            var (y, t, w) = (Doubles(data.Prediction), Doubles(data.Values), Doubles(data.SampleWeights));
            var value = data.Evaluate(loss, out var gradient);
            Tolerance.Loss.Check(LossReference.Value(loss, y, t, w, batch, units), value, $"{loss} value");
            Tolerance.Loss.Check(LossReference.Gradient(loss, y, t, w, batch, units), gradient, $"{loss} gradient");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(34)]
    [InlineData(130)]
    public void Evaluate_BatchesOf1To130_AgreeWithTheDefinition(int units)
    {
        foreach (var loss in LossData.Losses(units).Where(loss => LossData.Fits(loss, units)))
            for (var batch = 1; batch <= 130; batch += units < 4 ? 1 : 43)
            {
                var data = LossData.Values(loss, batch, units, seed: batch);
                var ones = Enumerable.Repeat(1.0, batch).ToArray();
                var expected = LossReference.Value(loss, Doubles(data.Prediction), Doubles(data.Values), ones, batch, units);
                Tolerance.Loss.Check(expected, data.Value(loss), $"{loss} of {batch} rows");
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(77)]
    public void Evaluate_Labels_EqualOneHotRows(int units)
    {
        foreach (var loss in LossData.Losses(units)
            .Where(loss => loss is not GaussianNegativeLogLikelihood && LossData.Fits(loss, units)))
        {
            // With class weights the two means divide by different sums, as in PyTorch: see the golden files.
            if (loss is CrossEntropy { ClassWeights.IsEmpty: false } or SoftmaxCrossEntropy { ClassWeights.IsEmpty: false })
                continue;
            var (labels, oneHot) = LossData.Labels(loss, 19, units, seed: 3, weighted: true);
            Tolerance.Loss.Check(
                oneHot.Evaluate(loss, out var expected), labels.Evaluate(loss, out var gradient), $"{loss} value");
            Tolerance.Loss.Check(expected, gradient, $"{loss} gradient");
        }
    }

    [Fact]
    public void Evaluate_UnitSampleWeights_ChangeNothing()
    {
        foreach (var loss in LossData.Losses(6))
        {
            var plain = LossData.Values(loss, 37, 6, seed: 9);
            var weighted = new LossCase
            {
                Batch = 37,
                Units = 6,
                Prediction = plain.Prediction,
                Values = plain.Values,
                SampleWeights = [.. Enumerable.Repeat(1f, 37)],
            };
            Tolerance.Exact.Check(
                plain.Evaluate(loss, out var expected), weighted.Evaluate(loss, out var gradient), $"{loss} value");
            Tolerance.CheckBits(expected, gradient, $"{loss} gradient");
        }
    }

    [Fact]
    public void Evaluate_GradientInThePredictionsMemory_IsTheSame()
    {
        foreach (var loss in LossData.Losses(6))
        {
            var data = LossData.Values(loss, 201, 6, seed: 2, weighted: true);
            var value = data.Evaluate(loss, out var expected);
            Tolerance.Exact.Check(value, data.Evaluate(loss, data.Prediction), $"{loss} value");
            Tolerance.CheckBits(expected, data.Prediction, $"{loss} gradient");
        }
    }

    [Fact]
    public void Evaluate_Gradient_TouchesNothingAroundIt()
    {
        foreach (var loss in LossData.Losses(6))
            foreach (var batch in new[] { 1, 2, 3, 86 })
            {
                var data = LossData.Values(loss, batch, 6, seed: 2);
                var around = new float[data.Prediction.Length + 32];
                Array.Fill(around, 777);
                data.Evaluate(loss, around.AsSpan(16, data.Prediction.Length));
                Assert.All(around[..16].Concat(around[^16..]), value => Assert.Equal(777, value));
            }
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}
