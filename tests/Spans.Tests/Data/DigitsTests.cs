using System.Numerics.Tensors;
using Spans.Data;
using Spans.Threading;

namespace Spans.Tests.Data;

public sealed class DigitsTests
{
    [Fact]
    public void Draw_AnySizesAndTeam_GivesTheSameSamples()
    {
        var whole = Digits.Draw(30, 20).Data;
        using var team = new Team(3);
        Assert.Equal(whole.Inputs.ToArray(), Digits.Draw(10, 40, team: team).Data.Inputs.ToArray());
        Assert.Equal(whole.Inputs[..(7 * 784)].ToArray(), Digits.Draw(7, 0).Data.Inputs.ToArray());
    }

    [Fact]
    public void Draw_OtherSeed_GivesOtherSamples() =>
        Assert.NotEqual(Digits.Draw(10, 0, seed: 1).Data.Inputs.ToArray(), Digits.Draw(10, 0, seed: 2).Data.Inputs.ToArray());

    [Fact]
    public void Draw_Defaults_AreWholeAndEven()
    {
        var digits = Digits.Draw();
        Assert.Equal((Digits.TrainCount, 0, Digits.TestCount), (digits.Train.Count, digits.Validation.Count, digits.Test.Count));
        Assert.Equal([1, 28, 28], digits.Data.InputShape);
        Assert.Equal(10, digits.Data.Classes);
        for (var digit = 0; digit < 10; digit++) Assert.Equal(2000, digits.Data.Labels.Count(digit));
        foreach (var x in digits.Data.Inputs) Assert.True(x is >= 0 and <= 1 && MathF.Round(x * 255) / 255 == x);
        for (var i = 0; i < digits.Data.Count; i++)
        {
            // A digit is some ink on much paper, and lies in the middle: no more than ends touch the outermost ring.
            var image = digits.Data.Row(i);
            var (ink, inner) = (Dark(image), 0);
            for (var y = 1; y < 27; y++) inner += Dark(image.Slice(28 * y + 1, 26));
            Assert.InRange(ink, 8, 350);
            Assert.True(inner >= 0.9 * ink, $"sample {i}: {inner} of {ink}");
        }
    }

    // Darker than the grain of the paper.
    private static int Dark(ReadOnlySpan<float> pixels)
    {
        var count = 0;
        foreach (var x in pixels) if (x > 0.35f) count++;
        return count;
    }

    [Fact]
    public void Draw_BadSizes_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Draw(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Draw(10, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Digits.Draw(int.MaxValue, int.MaxValue));
    }

    [Fact]
    public void Draw_Defaults_AreTooHardForALinearModel()
    {
        // Softmax regression by plain gradient descent: learns most, but scikit-learn's best over three penalties was 0.912.
        var accuracy = LinearAccuracy(Digits.Draw(), epochs: 6, rate: 0.02f);
        Assert.InRange(accuracy, 0.85, 0.93);
    }

    [Fact]
    public void WithValidation_Images_HoldsOutOfEveryClass()
    {
        var digits = Digits.Draw(100, 10).WithValidation(0.2, seed: 1);
        Assert.Equal((80, 20, 10), (digits.Train.Count, digits.Validation.Count, digits.Test.Count));
        for (var digit = 0; digit < 10; digit++)
            Assert.Equal(2, Enumerable.Range(0, 20).Count(i => digits.Data.Labels[digits.Rows.Validation[i]] == digit));
    }

    private static double LinearAccuracy(PreparedData digits, int epochs, float rate)
    {
        var weights = new float[10][];
        for (var c = 0; c < 10; c++) weights[c] = new float[785];
        var logits = new float[10];
        for (var epoch = 0; epoch < epochs; epoch++)
            for (var row = 0; row < digits.Train.Count; row++)
            {
                var x = digits.Data.Row(row);
                Score(weights, x, logits);
                TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), logits);
                TensorPrimitives.SoftMax(logits, logits);
                for (var c = 0; c < 10; c++)
                {
                    var step = rate * ((c == digits.Data.Labels[row] ? 1 : 0) - logits[c]);
                    TensorPrimitives.MultiplyAdd(x, step, weights[c].AsSpan(0, 784), weights[c].AsSpan(0, 784));
                    weights[c][784] += step;
                }
            }
        var right = 0;
        for (var i = 0; i < digits.Test.Count; i++)
        {
            var row = digits.Rows.Test[i];
            Score(weights, digits.Data.Row(row), logits);
            if (TensorPrimitives.IndexOfMax(logits) == digits.Data.Labels[row]) right++;
        }
        return (double)right / digits.Test.Count;
    }

    private static void Score(float[][] weights, ReadOnlySpan<float> x, float[] logits)
    {
        for (var c = 0; c < 10; c++) logits[c] = TensorPrimitives.Dot(x, weights[c].AsSpan(0, 784)) + weights[c][784];
    }
}
