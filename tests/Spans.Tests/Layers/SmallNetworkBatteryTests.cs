using Spans.Activations;
using Spans.Layers;
using Spans.Memory;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>
/// A small convolutional network whole, as one layer through the battery: what holds of each layer holds of them together.
/// </summary>
[Trait("Category", "Numeric")]
public class SmallNetworkBatteryTests
{
    private static readonly Shape s_input = [2, 8, 8];
    private static readonly ConvolutionOptions s_same = new() { Padding = Padding.Same };

    // Beside a dense layer, because a chain is no layer but a branch is one. Smooth but for the pooling, so that few seeds fall
    // on a kink.
    private static readonly Branches s_network = new(
        Merge.Add,
        [
            new Conv2D<Identity>(4, 3, s_same), new BatchNorm(), new ActivationLayer<Tanh>(), new MaxPool2D(2),
            new Residual(
                [new Conv2D<Identity>(4, 3, s_same), new BatchNorm(), new ActivationLayer<Silu>(), new Conv2D<Identity>(4, 3,
                    s_same), new BatchNorm()]),
            new Branches(Merge.Concatenate,
                [new Conv2D<Silu>(3, 1)], [], [new AveragePool2D(3, 1, 1), new Conv2D<Tanh>(2, (3, 1), s_same)]),
            new Residual([new Conv2D<Tanh>(6, 3, s_same with { Stride = (2, 2) })],
                [new Conv2D<Identity>(6, 1, new() { Stride = (2, 2), Groups = 3 })]),
            new Upsample2D(2), new Conv2D<Silu>(6, 3, s_same with { Groups = 6 }), new GlobalAveragePool(),
            new Dense<Tanh>(5), new Dense<Identity>(3),
        ],
        [new Flatten(), new Dense<Identity>(3)]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Network_InTrainingAndEvaluation_AgreesWithTheReference(bool training)
    {
        LayerBattery.AgreesWithReference(s_network, s_input, training);
        LayerBattery.FollowsItsGradient(s_network, s_input, training);
    }

    [Fact]
    public void Network_Accumulating_AddsAndOtherwiseReplaces() => LayerBattery.Accumulates(s_network, s_input);

    [Fact]
    public void Network_OnASmallerBatch_GivesTheSameBits() => LayerBattery.TakesSmallerBatches(s_network, s_input);

    [Fact]
    public void Network_Evaluating_TreatsRowsAlike() => LayerBattery.TreatsRowsAlike(s_network, s_input, training: false);

    [Fact]
    public void Network_GoingBack_ReadsWhatItSays() => LayerBattery.ReadsWhatItSays(s_network, s_input);

    [Fact]
    public void Network_WithoutAnInputGradient_LearnsTheSame() => LayerBattery.LeavesItsInputAlone(s_network, s_input);

    [Fact]
    public void Network_OnAnyNumberOfThreads_GivesTheSameBits() => LayerBattery.TeamsAgree(s_network, s_input);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Network_Warm_AllocatesNothing(int members) => LayerBattery.AllocatesNothing(s_network, s_input, members);

    [Fact]
    public void Network_Frozen_PredictsWhatItEvaluates() => LayerBattery.FreezesUnchanged(s_input, s_network);

    [Fact]
    public void Network_FromAFile_IsTheSame() => LayerBattery.SurvivesAFile(s_network, s_input);
}
