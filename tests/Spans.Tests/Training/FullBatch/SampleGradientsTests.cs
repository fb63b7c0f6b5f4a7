using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Random;
using Spans.Training;

namespace Spans.Tests.Training.FullBatch;

/// <summary>The rows of the Jacobian of residuals.</summary>
[Trait("Category", "Numeric")]
public class SampleGradientsTests
{
    private const float Scale = 0.5f;

    [Fact]
    public void Jacobian_DenseNetwork_IsTheFormulaOfTheTextbook()
    {
        const int Rows = 9, Inputs = 3, Hidden = 5, Outputs = 2;
        using var network = FullBatchExamples.Hidden(Outputs);
        var packed = new PackedParameters(network.Plan);
        var layers = network.Plan.Chain.Layers;
        var (w1, b1, w2) = (layers[0].Parameters[0], layers[0].Parameters[1], layers[1].Parameters[0]);
        for (var output = 0; output < Outputs; output++)
        {
            var jacobian = Jacobian(network, packed, FullBatchExamples.Regression.View(RowSet.Range(0, Rows)), output);
            for (var row = 0; row < Rows; row++)
            {
                var x = FullBatchExamples.Regression.Row(row);
                var actual = jacobian.AsSpan(row * packed.Count, packed.Count);
                for (var unit = 0; unit < Hidden; unit++)
                {
                    var z = (double)b1.Of(network.Parameters)[unit];
                    for (var i = 0; i < Inputs; i++) z += (double)w1.Of(network.Parameters)[i * Hidden + unit] * x[i];
                    var a = Math.Tanh(z);
                    var back = Scale * w2.Of(network.Parameters)[unit * Outputs + output] * (1 - a * a);
                    for (var i = 0; i < Inputs; i++)
                        Assert.Equal(back * x[i], actual[packed.PlaceOf(w1) + i * Hidden + unit], 1e-5);
                    Assert.Equal(back, actual[packed.PlaceOf(b1) + unit], 1e-5);
                    Assert.Equal(Scale * a, actual[packed.PlaceOf(w2) + unit * Outputs + output], 1e-5);
                    Assert.Equal(0, actual[packed.PlaceOf(w2) + unit * Outputs + 1 - output]);
                }
                Assert.Equal(Scale, actual[packed.PlaceOf(layers[1].Parameters[1]) + output]);
            }
        }
    }

    [Fact]
    public void Jacobian_ConvolutionalNetwork_AddsUpToTheGradientOfTheLoss()
    {
        // Layers without a formula for single rows run row by row: Jᵀ r must be the gradient of ½ ‖r‖².
        using var network =
            new Network([1, 6, 6], [new Conv2D<Tanh>(2, 3), new MaxPool2D(2), new Flatten(), new Dense<Identity>(2)], seed: 2);
        var (inputs, values) = (new float[7 * 36], new float[7 * 2]);
        RngFill.Normal(new Rng(3, 0, 0), 0, inputs);
        RngFill.Normal(new Rng(4, 0, 0), 0, values);
        var view = new Dataset([1, 6, 6], inputs, values).View();
        var packed = new PackedParameters(network.Plan);
        using var passes = new Trainer(network, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = 7 });
        Assert.False(passes.HasDenseParametersOnly);
        using var loader = new BatchLoader(view, 7);
        passes.Sweep(loader, wantsGradient: true, accuracy: null);
        var gradient = new float[packed.Count];
        packed.Pack(passes.Gradients, gradient);
        // The mean of 14 squares is ½ ‖r‖² with s² = 2 / 14.
        var scale = MathF.Sqrt(2f / 14);
        var residuals = new float[14];
        passes.Residuals(loader, scale, residuals);
        var sums = new double[packed.Count];
        for (var output = 0; output < 2; output++)
        {
            var jacobian = Jacobian(network, packed, view, output, scale);
            for (var row = 0; row < 7; row++)
                for (var j = 0; j < packed.Count; j++)
                    sums[j] += (double)jacobian[row * packed.Count + j] * residuals[2 * row + output];
        }
        for (var j = 0; j < packed.Count; j++) Assert.Equal(sums[j], gradient[j], 1e-5);
    }

    [Fact]
    public void Linearize_MoreRowsThanAPass_IsJacobianTransposedTimesJacobian()
    {
        using var network = FullBatchExamples.Hidden();
        var packed = new PackedParameters(network.Plan);
        using var passes = new Trainer(network, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = 16 });
        using var loader = new BatchLoader(FullBatchExamples.Regression, 16);
        var objective = new NetworkObjective(passes, loader, packed, 0);
        using var residuals = new NetworkResiduals(passes, loader, packed, objective, 0);
        var x = new float[packed.Count];
        packed.Pack(network.Parameters, x);
        var (gradient, diagonal) = (new float[packed.Count], new double[packed.Count]);
        residuals.Linearize(x, gradient, diagonal);
        var scale = MathF.Sqrt(2f / FullBatchExamples.Rows);
        var jacobian = Jacobian(network, packed, FullBatchExamples.Regression, 0, scale);
        var direction = Enumerable.Range(0, packed.Count).Select(static i => Math.Sin(i)).ToArray();
        var (curvature, squares) = (0.0, new double[packed.Count]);
        for (var row = 0; row < FullBatchExamples.Rows; row++)
        {
            var along = 0.0;
            for (var j = 0; j < packed.Count; j++)
            {
                var slope = (double)jacobian[row * packed.Count + j];
                along += slope * direction[j];
                squares[j] += slope * slope;
            }
            curvature += along * along;
        }
        Assert.Equal(curvature, residuals.Curvature(direction), 1e-5 * curvature);
        for (var j = 0; j < packed.Count; j++) Assert.Equal(squares[j], diagonal[j], 1e-5);
    }

    [Fact]
    public void HessianProduct_LinearModel_IsTwiceTheCovarianceOfTheInputs()
    {
        // f = Σ (x w + c − t)² / N has the Hessian 2/N [x 1]ᵀ[x 1].
        using var network = FullBatchExamples.Linear();
        var packed = new PackedParameters(network.Plan);
        using var passes = new Trainer(network, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = 100 });
        using var loader = new BatchLoader(FullBatchExamples.Regression, 100);
        var objective = new NetworkObjective(passes, loader, packed, 0);
        float[] direction = [0.3f, -1, 0.7f, 0.2f];
        var product = new float[4];
        objective.HessianProduct([0.1f, 0.4f, -0.2f, 0.3f], direction, product);
        var expected = new double[4];
        for (var row = 0; row < FullBatchExamples.Rows; row++)
        {
            float[] x = [.. FullBatchExamples.Regression.Row(row), 1];
            var along = Enumerable.Range(0, 4).Sum(i => (double)x[i] * direction[i]);
            for (var i = 0; i < 4; i++) expected[i] += 2.0 / FullBatchExamples.Rows * along * x[i];
        }
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], product[i], 1e-4);
    }

    private static float[] Jacobian(Network network, PackedParameters packed, DataView view, int output, float scale = Scale)
    {
        using var passes = new Trainer(network, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = view.Count });
        using var loader = new BatchLoader(view, view.Count);
        using var slab = Slab.Rent(view.Count * packed.Count);
        loader.BeginEpoch(0);
        Assert.True(loader.Next(out var batch));
        // The forward pass belongs to the first output.
        for (var k = 0; k <= output; k++) passes.Jacobian(batch, view.Count, packed, k, scale, slab, new Slice(0, slab.Length));
        return slab.Span.ToArray();
    }
}
