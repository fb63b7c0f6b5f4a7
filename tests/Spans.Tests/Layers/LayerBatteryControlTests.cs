using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>
/// The battery must go red for a layer that does something wrong, and stay green for the same layer that does not.
/// </summary>
public class LayerBatteryControlTests
{
    private static readonly Shape s_input = [4, 6];

    [Fact]
    public void EveryCheck_OfASoundLayer_Passes()
    {
        foreach (var sound in new ILayer[] { new PRelu(perChannel: true), new ActivationLayer<Relu>() })
        {
            var layer = new FaultyLayer(sound, Fault.None);
            LayerBattery.Describes(layer, s_input);
            LayerBattery.AgreesWithReference(layer, s_input, training: true, sound);
            LayerBattery.FollowsItsGradient(layer, s_input, training: true, sound);
            LayerBattery.Accumulates(layer, s_input);
            LayerBattery.TakesSmallerBatches(layer, s_input);
            LayerBattery.TreatsRowsAlike(layer, s_input, training: true);
            LayerBattery.ShardsAgree(layer, s_input);
            LayerBattery.RunsInPlace(layer, s_input);
            LayerBattery.ReadsWhatItSays(layer, s_input);
            LayerBattery.LeavesItsInputAlone(layer, s_input);
            LayerBattery.TeamsAgree(layer, s_input);
        }
    }

    [Theory]
    [InlineData(Fault.InputGradientSign)]
    [InlineData(Fault.ParameterGradientSign)]
    [InlineData(Fault.OneWrongElement)]
    public void N1_AgreesWithReference_OfAWrongGradient_Fails(Fault fault)
    {
        var sound = new PRelu(perChannel: true);
        Fails(() => LayerBattery.AgreesWithReference(new FaultyLayer(sound, fault), s_input, training: true, sound));
        var norm = new BatchNorm();
        Fails(() => LayerBattery.AgreesWithReference(new FaultyLayer(norm, fault), s_input, training: true, norm));
    }

    [Theory]
    [InlineData(Fault.InputGradientSign)]
    [InlineData(Fault.ParameterGradientSign)]
    public void N1_FollowsItsGradient_OfAWrongSign_Fails(Fault fault)
    {
        var sound = new PRelu(perChannel: true);
        Fails(() => LayerBattery.FollowsItsGradient(new FaultyLayer(sound, fault), s_input, training: true, sound));
    }

    [Theory]
    [InlineData(Fault.NeverAccumulates)]
    [InlineData(Fault.AlwaysAccumulates)]
    public void Accumulates_OfALayerThatDoesNot_Fails(Fault fault) =>
        Fails(() => LayerBattery.Accumulates(new FaultyLayer(new PRelu(perChannel: true), fault), s_input));

    [Fact]
    public void TakesSmallerBatches_OfALayerThatCannot_Fails() =>
        Fails(LayerBattery.TakesSmallerBatches, Fault.ReadsTheWholePlan);

    [Fact]
    public void TreatsRowsAlike_OfALayerThatDoesNot_Fails() =>
        Fails((layer, input) => LayerBattery.TreatsRowsAlike(layer, input, training: true), Fault.LooksAtNeighbours);

    [Fact]
    public void ShardsAgree_OfALayerThatForgetsTheFirstRow_Fails() => Fails(LayerBattery.ShardsAgree, Fault.ForgetsTheFirstRow);

    [Fact]
    public void RunsInPlace_OfALayerThatCannot_Fails() => Fails(LayerBattery.RunsInPlace, Fault.CannotRunInPlace);

    [Fact]
    public void ReadsWhatItSays_OfALayerThatReadsMore_Fails() => Fails(LayerBattery.ReadsWhatItSays, Fault.ReadsItsOutput);

    [Theory]
    [InlineData(Fault.SpoilsItsInput)]
    [InlineData(Fault.LearnsOnlyWithAnInputGradient)]
    public void LeavesItsInputAlone_OfALayerThatDoesNot_Fails(Fault fault) => Fails(LayerBattery.LeavesItsInputAlone, fault);

    [Fact]
    public void AllocatesNothing_OfALayerThatDoes_Fails() =>
        Fails((layer, input) => LayerBattery.AllocatesNothing(layer, input, members: 1), Fault.Allocates);

    [Fact]
    public void TeamsAgree_OfALayerThatDependsOnTheTeam_Fails() => Fails(LayerBattery.TeamsAgree, Fault.DependsOnTheTeam);

    private static void Fails(Action<ILayer, Shape> check, Fault fault) =>
        Fails(() => check(new FaultyLayer(new PRelu(perChannel: true), fault), s_input));

    private static void Fails(Action check) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(check);
}
