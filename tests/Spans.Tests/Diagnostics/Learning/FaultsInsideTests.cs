using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Diagnostics.Learning;
using Spans.Initializers;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Tests.Diagnostics.Learning;

/// <summary>Faults planted in the bodies of layers are found and named there; sound bodies find nothing.</summary>
public class FaultsInsideTests
{
    private static readonly PreparedData s_digits = Digits.Draw(1200, 300);

    [Fact]
    public void Healthy_ResidualBlocks_FindNothing() => FindsNothing(
        new Dense<Relu>(32), new Residual([new Dense<Relu>(32), new Dense<Identity>(32)]), new ActivationLayer<Relu>(),
        new Residual([new Dense<Relu>(16), new Dense<Identity>(24)], [new Dense<Identity>(24)]), new ActivationLayer<Relu>(),
        new Dense<Identity>(10));

    [Fact]
    public void Healthy_ConvolutionalResidualAndBranches_FindNothing() => FindsNothing(
        new Conv2D<Relu>(6, 5, new() { Stride = (4, 4) }),
        new Residual([
            new Conv2D<Identity>(6, 3, new() { Padding = Padding.Same }), new BatchNorm(), new ActivationLayer<Relu>(),
            new Conv2D<Identity>(6, 3, new() { Padding = Padding.Same }), new BatchNorm()]),
        new ActivationLayer<Relu>(),
        new Branches(Merge.Concatenate, [new Conv2D<Relu>(4, 1)], [new AveragePool2D(3, 1, 1), new Conv2D<Relu>(4, 1)]),
        new Flatten(), new Dense<Identity>(10));

    [Fact]
    public void Healthy_BodiesThatBeginAsNothing_FindNothing() => FindsNothing(
        new Dense<Relu>(32), new Residual([new Dense<Relu>(32), new Dense<Identity>(32, weight: new Constant(0))]),
        new Residual([new Dense<Relu>(32), new Dense<Identity>(32, weight: new Constant(0))]), new Dense<Identity>(10));

    [Fact]
    public void Healthy_OutputOfSureBranches_FindsNothing()
    {
        // Sigmoids of ±40, at a rate that leaves them there: within 2 % of an end, as outputs may be.
        IInitializer strong = new Normal { StandardDeviation = 30 };
        var report = Report(
            [new Dense<Relu>(16),
                new Branches(
                    Merge.Concatenate, [new Dense<Sigmoid>(5, weight: strong)], [new Dense<Sigmoid>(5, weight: strong)])],
            new BinaryCrossEntropy(), new Sgd { LearningRate = 1e-9f });
        Assert.True(report.Layers[^1].SaturatedShare > 0.6, report.ToString());
        Assert.DoesNotContain(report.Findings, static finding => finding.Name == "saturated-units");
    }

    // What a ReLU gives, none below 0, times weights below 0.
    [Fact]
    public void DeadUnits_InsideABody_AreNamed() => Finds("dead-units", "of 1.body.0 Dense(Relu) were 0",
        new Dense<Relu>(32),
        new Residual([new Dense<Relu>(48, weight: new Uniform(-0.2f, -0.1f)), new Dense<Identity>(32)]), new Dense<Identity>(10));

    [Fact]
    public void DeadChannels_InsideABranch_AreNamed() => Finds("dead-units", "of the 5 units of 1.body1.0 Conv2D(Relu) were 0",
        new Conv2D<Relu>(4, 5, new() { Stride = (4, 4) }),
        new Branches(Merge.Concatenate, [], [new Conv2D<Relu>(5, 1, weight: new Uniform(-0.2f, -0.1f))]),
        new Flatten(), new Dense<Identity>(10));

    [Fact]
    public void SaturatedUnits_InsideABody_AreNamed() => Finds("saturated-units", "of 1.body.0 Dense(Tanh) are within",
        new Dense<Relu>(32),
        new Residual([
            new Dense<Tanh>(48, weight: new Normal { StandardDeviation = 4 }),
            new Dense<Identity>(32, weight: new Normal { StandardDeviation = 0.02f })]),
        new Dense<Identity>(10));

    [Fact]
    public void ExplodingGradients_InsideABody_AreNamed() => Finds(
        "exploding-gradients", "that reaches 1.body.0 Dense(Relu) is ",
        new Dense<Relu>(32),
        new Residual([
            .. Enumerable.Range(0, 6).Select(_ => (ILayer)new Dense<Relu>(32, weight: new Normal { StandardDeviation = 1.5f })),
            new Dense<Identity>(32)]),
        new Dense<Identity>(10));

    [Fact]
    public void VanishingGradients_InsideABody_AreNamed() => Finds(
        "vanishing-gradients", "that reaches 1.body.0 Dense(Sigmoid) is ",
        new Dense<Relu>(32),
        new Residual([.. Enumerable.Range(0, 8).Select(_ => (ILayer)new Dense<Sigmoid>(32)), new Dense<Identity>(32)]),
        new Dense<Identity>(10));

    [Fact]
    public void EqualWeights_InsideABody_AreNamed() => Finds("equal-weights", "of 1.body.0.weight began as 0.02",
        new Dense<Tanh>(32),
        new Residual([new Dense<Tanh>(24, weight: new Constant(0.02f)), new Dense<Identity>(32, weight: new Constant(0.02f))]),
        new Dense<Identity>(10));

    [Fact]
    public void NoNonlinearity_InsideABody_IsNamed() => Finds(
        "no-nonlinearity", "1.body.0 Dense(Identity) and 1.body.1 Dense(Identity) have no activation between them",
        new Dense<Relu>(32), new Residual([new Dense<Identity>(48), new Dense<Identity>(32)]), new Dense<Identity>(10));

    [Fact]
    public void StrongDropout_InsideABody_IsNamed() => Finds("strong-dropout", "1.body.1 Dropout drops",
        new Dense<Relu>(64), new Residual([new Dense<Relu>(64), new Dropout(0.95f), new Dense<Identity>(64)]),
        new Dense<Identity>(10));

    [Fact]
    public void FrozenTensors_InsideABody_AreNamed() => Finds("frozen-tensors", "gradient of 1.body.0.weight was 0",
        new Dense<Relu>(64),
        new Residual([new Dense<Relu>(64), new Zero(), new Dense<Identity>(64)]), new Dense<Identity>(10));

    [Fact]
    public void NaNWeight_InsideABody_IsNamed()
    {
        var result = Broken(new Residual([new Dense<Relu>(8), new Residual([new Dense<Tanh>(8)])]), static (chain, parameters) =>
            chain.Layers[1].Bodies[0].Layers[1].Bodies[0].Layers[0].Parameters[0].Of(parameters)[5] = float.NaN);
        Assert.Equal(StopReason.NonFinite, result.StopReason);
        Assert.Equal(
            "the loss was NaN at step 1, first in layer 1.body.1.body.0 (Dense(Tanh)), whose weight is not finite",
            result.Explanation);
    }

    [Fact]
    public void OverflowForward_InsideABranch_IsNamed()
    {
        var result = Broken(
            new Branches(Merge.Concatenate, [new Dense<Identity>(4)], [new Dense<Identity>(5), new Dense<Identity>(3)]),
            static (chain, parameters) =>
            {
                foreach (var layer in chain.Layers[1].Bodies[1].Layers) layer.Parameters[0].Of(parameters).Fill(1e30f);
            });
        Assert.Contains("at step 1, first in layer 1.body1.1 (Dense(Identity))", result.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void OverflowOfTheSum_IsNamedAfterTheLayerAroundTheBody()
    {
        // Each path gives 3e38, which a float holds; twice that it does not.
        var result = Broken(
            new Branches(Merge.Add, [new Dense<Identity>(2)], [new Dense<Identity>(2)]), static (chain, parameters) =>
            {
                foreach (var body in chain.Layers[1].Bodies)
                {
                    body.Layers[0].Parameters[0].Of(parameters).Clear();
                    body.Layers[0].Parameters[1].Of(parameters).Fill(3e38f);
                }
            });
        Assert.Contains("at step 1, first in layer 1 (Branches)", result.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void OverflowGoingBack_InsideABody_IsNamed()
    {
        // Forward, h = 0 meets weights of 3e37 and gives 0; going back, a gradient of about 100 meets them.
        var result = Broken(new Residual([new Dense<Identity>(4), new Dense<Identity>(8)]), static (chain, parameters) =>
        {
            var body = chain.Layers[1].Bodies[0].Layers;
            foreach (var slice in body[0].Parameters) slice.Of(parameters).Clear();
            body[1].Parameters[0].Of(parameters).Fill(3e37f);
        });
        Assert.StartsWith("the gradient norm was ", result.Explanation, StringComparison.Ordinal);
        Assert.Contains("at step 1, first in the gradient of layer 1.body.1 (Dense(Identity))'s input", result.Explanation,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NonFiniteLoss_InsideABody_IsFoundWithItsLayer()
    {
        var report = Report([
            new Dense<Relu>(32), new Residual([new Dense<Relu>(32), new Logarithm()]), new Dense<Identity>(10)],
            new SoftmaxCrossEntropy());
        Assert.Equal("non-finite-loss", Assert.Single(report.Findings).Name);
        Assert.Contains("first in layer 1.body.1 (Logarithm)", report.Findings[0].Evidence, StringComparison.Ordinal);
    }

    private static LearningReport Report(IReadOnlyList<ILayer> layers, ILoss loss, IOptimizer? optimizer = null)
    {
        using var network = new Network(s_digits.Train.Data.InputShape, layers, seed: 1);
        using var trainer =
            new Trainer(network, loss, optimizer ?? new Adam(), new TrainerOptions { Epochs = 4, BatchSize = 32 });
        return trainer.FitAndDiagnose(s_digits.Train, s_digits.Test).Report;
    }

    private static void Finds(string name, string evidence, params ILayer[] layers)
    {
        var report = Report(layers, new SoftmaxCrossEntropy());
        Assert.True(report.Findings.Count == 1 && report.Findings[0].Name == name, $"expected {name} alone\n{report}");
        Assert.Contains(evidence, report.Findings[0].Evidence, StringComparison.Ordinal);
    }

    private static void FindsNothing(params ILayer[] layers)
    {
        var report = Report(layers, new SoftmaxCrossEntropy());
        Assert.True(report.IsHealthy, report.ToString());
    }

    // Training of four rows with a layer of eight units before the given one, its parameters spoilt first.
    private static TrainingResult Broken(ILayer layer, Spoil spoil)
    {
        using var network = new Network(3, [new Dense<Tanh>(8), layer], seed: 2);
        spoil(network.Plan.Chain, network.Parameters);
        using var trainer = new Trainer(network, new SumOfSquares(), new Sgd { LearningRate = 1e-3f },
            new TrainerOptions { BatchSize = 4, Clipping = GradientClipping.ByNorm(1) });
        var targets = new float[4 * network.Output.Elements];
        targets.AsSpan().Fill(100);
        return trainer.Fit(new Dataset(3, [.. Enumerable.Range(0, 12).Select(static i => i / 12f)], targets));
    }

    private delegate void Spoil(ChainPlan chain, Span<float> parameters);

    // y = 0 · x
    private sealed class Zero : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input, Backward = Reads.None };

        public void Forward(in ForwardPass pass) => pass.Output.Clear();

        public void Backward(in BackwardPass pass) => pass.InputGradient.Clear();
    }

    // y = ln x: −∞ wherever a ReLU gave 0.
    private sealed class Logarithm : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input };

        public void Forward(in ForwardPass pass)
        {
            for (var i = 0; i < pass.Output.Length; i++) pass.Output[i] = MathF.Log(pass.Input[i]);
        }

        public void Backward(in BackwardPass pass)
        {
            for (var i = 0; i < pass.Output.Length; i++) pass.InputGradient[i] = pass.OutputGradient[i] / pass.Input[i];
        }
    }
}
