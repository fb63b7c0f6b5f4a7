using Spans.Activations;
using Spans.Chains;
using Spans.Diagnostics.GradientChecks;
using Spans.Lanes;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;

namespace Spans.Tests.Diagnostics.GradientChecks;

[Trait("Category", "Numeric")]
public class GradientCheckTests
{
    public static TheoryData<string, int> Examples
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var entry in LayerCatalogue.All)
                for (var i = 0; i < entry.Examples.Count; i++) data.Add(entry.Name, i);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Layer_OfTheCatalogue_Passes(string name, int example)
    {
        var (layer, input) = LayerCatalogue.All.Single(entry => entry.Name == name).Examples[example];
        // Rows of a table are picked by whole numbers; a step function has no useful gradient.
        if (layer is Embedding) return;
        var report = GradientCheck.Layer(layer, input, new GradientCheckOptions { MaxElements = 40 });
        Assert.True(report.Tensors.All(tensor => tensor.WorstError <= 2e-3), report.ToString());
    }

    // dW comes back with the wrong sign.
    private sealed class WrongSign(ILayer right, int parameter) : ILayer
    {
        public LayerSpec Describe(Shape input) => right.Describe(input);

        public void Forward(in ForwardPass pass) => right.Forward(pass);

        public void Backward(in BackwardPass pass)
        {
            right.Backward(pass);
            foreach (ref var g in pass.ParameterGradient(parameter)) g = -g;
        }
    }

    [Theory]
    [InlineData(0, "weight")]
    [InlineData(1, "bias")]
    public void Layer_WithAWrongSign_FailsAndNamesTheTensor(int parameter, string name)
    {
        var report = GradientCheck.Layer(new WrongSign(new Dense<Tanh>(5), parameter), [7]);
        Assert.Equal([name], report.Tensors.Where(tensor => !tensor.Passed).Select(tensor => tensor.Name));
        Assert.Contains($"FAIL {name}: worst error", Assert.Throws<InvalidOperationException>(report.ThrowUnlessPassed).Message,
            StringComparison.Ordinal);
    }

    // 5 % too large: a missing term, not a wrong sign.
    private readonly struct NearlyTanh : IActivation
    {
        public string Name => "nearly-tanh";

        public bool DerivativeReadsInput => false;

        public float Gain => 1;

        public V Value<V>(V x) where V : struct, ILanes<V> => LaneMath.Tanh(x);

        public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => V.Broadcast(1.05f) * (1 - y * y);
    }

    [Fact]
    public void Activation_WithADerivativeFivePercentOff_Fails() =>
        Assert.False(GradientCheck.Activation(new NearlyTanh()).Passed);

    [Fact]
    public void Activation_OfTanhAndGelu_Passes()
    {
        GradientCheck.Activation(new Tanh()).ThrowUnlessPassed();
        GradientCheck.Activation(new Gelu()).ThrowUnlessPassed();
    }

    [Fact]
    public void Activation_OfRelu_PassesAndCountsKinks()
    {
        // 0.001 lies within reach of every step; the others do not.
        var inputs = new float[256];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = i == 100 ? 0.001f : i % 2 == 0 ? 1.5f : -1.5f;
        var report = GradientCheck.Layer(
            new ActivationLayer<Relu>(), [64], new GradientCheckOptions { Input = inputs, MaxElements = 256 });
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(1, report.Tensors[0].Kinks);
    }

    [Fact]
    public void Loss_OfLogitsAndLabels_Passes() => GradientCheck.Loss(
        new SoftmaxCrossEntropy(), [0.1f, 0.5f, -1, 2, 0.3f, -0.2f], 3, [], [2, 0]).ThrowUnlessPassed();

    [Fact]
    public void Network_WithItsLoss_PassesAndIsLeftAsItWas()
    {
        using var network = new Network([6], [new Dense<Tanh>(8), new BatchNorm(), new Dense<Identity>(3)], seed: 4);
        var (parameters, state) = (network.Parameters.ToArray(), network.State.ToArray());
        var inputs = new float[30];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = MathF.Sin(7.1f * i);
        var report = GradientCheck.Network(network, new SoftmaxCrossEntropy(), inputs, [], [0, 1, 2, 1, 0]);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(
            ["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"], report.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(parameters, network.Parameters.ToArray());
        Assert.Equal(state, network.State.ToArray());
    }

    // One pass back gives 784 x 32 + 32 gradients; differences take two passes forward for each.
    [Fact]
    public void Ratio_OfALargeLayer_SaysThatDifferencesAreFarSlower() =>
        Assert.InRange(GradientCheck.Layer(new Dense<Sigmoid>(32), [784], new GradientCheckOptions { MaxElements = 20 }).Ratio,
            100, double.MaxValue);
}
