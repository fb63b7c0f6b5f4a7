using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Testing;

namespace Spans.Tests.Layers;

public class BatchNormTests
{
    [Fact]
    public void Forward_OfOneRowInTraining_ThrowsBeforeAnythingChanges()
    {
        var run = new LayerRun(new BatchNorm(), 3, maxBatch: 4);
        var state = run.State.ToArray();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => run.Forward([1, 2, 3], 1));
        Assert.Contains("batch is 1 but must be 2 or more in training", error.Message, StringComparison.Ordinal);
        Assert.Equal(state, run.State);
        Assert.Equal(2, run.Plan.Chain.MinimumBatch);
    }

    [Fact]
    public void Forward_OfOneRowInEvaluation_Works() =>
        Assert.Equal(3, new LayerRun(new BatchNorm(), 3, 4).Forward([1, 2, 3], 1, training: false).Length);

    [Fact]
    public void Forward_OfOneImageInTraining_Works() =>
        Assert.Equal(12, new LayerRun(new BatchNorm(), [3, 2, 2], 4).Forward(new float[12], 1).Length);

    [Fact]
    public void Forward_InEvaluation_LeavesTheRunningStatistics()
    {
        var run = new LayerRun(new BatchNorm(), 3, 4);
        var state = run.State.ToArray();
        run.Forward([1, 2, 3, 4, 5, 6], 2, training: false);
        Assert.Equal(state, run.State);
    }

    [Fact]
    public void Fold_IsTheEvaluationAsALine()
    {
        var run = new LayerRun(new BatchNorm(), [3, 2], 2);
        float[] scale = new float[3], shift = new float[3];
        new BatchNorm().Fold(new LayerTensors(run.Layer, run.Parameters, run.State), scale, shift);
        float[] x = [1, -2, 3, 4, -5, 6, 0.5f, 2, -1, 7, 1, 2];
        var y = run.Forward(x, 2, training: false);
        for (var i = 0; i < x.Length; i++) Tolerance.Norm.Check(x[i] * scale[i / 2 % 3] + shift[i / 2 % 3], y[i], $"y[{i}]");
    }

    [Theory]
    [InlineData(-0.1f, 1e-5f)]
    [InlineData(1.1f, 1e-5f)]
    [InlineData(float.NaN, 1e-5f)]
    [InlineData(0.1f, 0f)]
    [InlineData(0.1f, float.NaN)]
    [InlineData(0.1f, float.PositiveInfinity)]
    public void Constructor_OfANumberOutOfRange_Throws(float momentum, float epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(momentum, epsilon));

    [Fact]
    public void Plan_OfAnInputWithoutAxes_NamesTheLayer()
    {
        var error = Assert.Throws<ShapeException>(() => Planner.Plan(Shape.Create([]), [new BatchNorm()], 2, 1, training: true));
        Assert.Equal(
            "Layer 0 (BatchNorm) needs an input of shape [features] or [channels, …] but the input is [].", error.Message);
    }
}
