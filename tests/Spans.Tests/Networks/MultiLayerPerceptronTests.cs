using Spans.Activations;
using Spans.Initializers;
using Spans.Layers;
using Spans.Networks;

namespace Spans.Tests.Networks;

public sealed class MultiLayerPerceptronTests
{
    [Fact]
    public void Layers_ByDefault_AreOneHiddenAndALinearOutput()
    {
        var layers = new MultiLayerPerceptron { Outputs = 10 }.Layers();
        Assert.Equal(2, layers.Count);
        Assert.Equal(128, Assert.IsType<Dense<Relu>>(layers[0]).Units);
        Assert.Equal(10, Assert.IsType<Dense<Identity>>(layers[1]).Units);
        using var network = new Network(784, layers);
        Assert.Equal(784 * 128 + 128 + 128 * 10 + 10, network.ParameterCount);
    }

    [Fact]
    public void Layers_WithBatchNormAndDropout_NormaliseBeforeTheActivation()
    {
        var layers = new MultiLayerPerceptron
        {
            Hidden = [8, 4], Outputs = 2, Activation = new Silu(), BatchNorm = true,
            Dropout = 0.5f
        }.Layers();
        Assert.Equal(
            [typeof(Dense<Identity>), typeof(BatchNorm), typeof(ActivationLayer<Silu>), typeof(Dropout),
                typeof(Dense<Identity>), typeof(BatchNorm), typeof(ActivationLayer<Silu>),
                    typeof(Dropout), typeof(Dense<Identity>)],
            layers.Select(static layer => layer.GetType()));
    }

    [Fact]
    public void Layers_WithoutHidden_AreALinearModel() =>
        Assert.IsType<Dense<Identity>>(Assert.Single(new MultiLayerPerceptron { Hidden = [], Outputs = 3 }.Layers()));

    [Fact]
    public void Layers_InitializerOfTheActivation_IsTheHiddenLayersOwnWithBatchNormToo()
    {
        var plain = (IDense)new MultiLayerPerceptron { Outputs = 1, Activation = new Tanh() }.Layers()[0];
        var normalised = (IDense)new MultiLayerPerceptron { Outputs = 1, Activation = new Tanh(), BatchNorm = true }.Layers()[0];
        Assert.Equal(plain.Weight.Name, normalised.Weight.Name);
        var given = new MultiLayerPerceptron { Outputs = 1, Weight = new Orthogonal() }.Layers();
        Assert.All(given, static layer => Assert.IsType<Orthogonal>(((IDense)layer).Weight));
    }

    [Fact]
    public void Layers_NumbersOutOfRange_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new MultiLayerPerceptron { Outputs = 0 }.Layers());
        Assert.ThrowsAny<ArgumentException>(() => new MultiLayerPerceptron { Outputs = 1, Hidden = [4, -1] }.Layers());
        Assert.ThrowsAny<ArgumentException>(() => new MultiLayerPerceptron { Outputs = 1, Dropout = 1.5f }.Layers());
        Assert.ThrowsAny<ArgumentException>(() => new MultiLayerPerceptron { Outputs = 1, Dropout = -0.5f }.Layers());
    }
}
