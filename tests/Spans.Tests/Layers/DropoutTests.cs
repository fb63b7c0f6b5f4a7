using Spans.Chains;
using Spans.Layers;
using Spans.Testing;

namespace Spans.Tests.Layers;

public class DropoutTests
{
    private const int Units = 1000;
    private const int Rows = 20;

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Forward_InTraining_KeepsTheMean(float drop)
    {
        var y = new LayerRun(new Dropout(drop), Units, Rows).Forward(Ones, Rows);
        var kept = 1 / (1 - drop);
        Assert.All(y, value => Assert.True(value == 0 || value == kept));
        // Five standard deviations of the mean of so many draws.
        Assert.Equal(1, y.Average(), 5 * Math.Sqrt(drop / (1 - drop) / y.Length));
    }

    [Fact]
    public void Forward_ScaledAtTest_DropsInTrainingAndScalesInEvaluation()
    {
        var run = new LayerRun(new Dropout(0.25f, DropoutScaling.AtTest), Units, Rows);
        Assert.All(run.Forward(Ones, Rows), value => Assert.True(value is 0 or 1));
        Assert.All(run.Forward(Ones, Rows, training: false), value => Assert.Equal(0.75f, value));
    }

    [Fact]
    public void Forward_InvertedInEvaluation_IsTheIdentity() =>
        Assert.Equal(Ones, new LayerRun(new Dropout(0.25f), Units, Rows).Forward(Ones, Rows, training: false));

    [Fact]
    public void Backward_DropsWhatForwardDropped()
    {
        var run = new LayerRun(new Dropout(0.4f), Units, Rows);
        Assert.Equal(run.Forward(Ones, Rows), run.Backward(Ones));
    }

    [Fact]
    public void Describe_TellsPredictionToSkipOrFold()
    {
        Assert.Equal(InferenceRole.Skip, new Dropout().Describe(3).Inference);
        Assert.Equal(InferenceRole.Fold, new Dropout(0.5f, DropoutScaling.AtTest).Describe(3).Inference);
    }

    [Fact]
    public void Fold_ScaledAtTest_IsTheKeptShare()
    {
        float[] scale = new float[3], shift = [1, 1, 1];
        var run = new LayerRun(new Dropout(0.25f, DropoutScaling.AtTest), 3, 1);
        new Dropout(0.25f, DropoutScaling.AtTest).Fold(new LayerTensors(run.Layer, [], []), scale, shift);
        Assert.Equal([0.75f, 0.75f, 0.75f], scale);
        Assert.Equal([0, 0, 0], shift);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void Constructor_OfAShareOutOfRange_Throws(float drop) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(drop));

    private static float[] Ones => [.. Enumerable.Repeat(1f, Rows * Units)];
}
