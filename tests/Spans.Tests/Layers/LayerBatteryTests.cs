using Spans.Layers;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>Every example of every layer through the battery.</summary>
[Trait("Category", "Numeric")]
public class LayerBatteryTests
{
    public static TheoryData<string> Layers => [.. LayerExamples.Names];

    [Theory, MemberData(nameof(Layers))]
    public void Layer_Described_IsTheSameEachTime(string name) =>
        LayerBattery.Describes(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void N1_Layer_InTraining_AgreesWithTheReference(string name)
    {
        var (layer, input) = LayerExamples.Get(name);
        LayerBattery.AgreesWithReference(layer, input, training: true);
        LayerBattery.FollowsItsGradient(layer, input, training: true);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Layer_InEvaluation_AgreesWithTheReference(string name)
    {
        var (layer, input) = LayerExamples.Get(name);
        LayerBattery.AgreesWithReference(layer, input, training: false);
        LayerBattery.FollowsItsGradient(layer, input, training: false);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Layer_Accumulating_AddsAndOtherwiseReplaces(string name) =>
        LayerBattery.Accumulates(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_OnASmallerBatch_GivesTheSameBits(string name) =>
        LayerBattery.TakesSmallerBatches(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_OnRowsInAnotherOrder_GivesThemInThatOrder(string name)
    {
        var (layer, input) = LayerExamples.Get(name);
        LayerBattery.TreatsRowsAlike(layer, input, training: false);
        if (layer is not (BatchNorm or Dropout)) LayerBattery.TreatsRowsAlike(layer, input, training: true);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Layer_OnAShard_GivesWhatTheBatchGave(string name)
    {
        var (layer, input) = LayerExamples.Get(name);
        if (layer is not BatchNorm) LayerBattery.ShardsAgree(layer, input);
    }

    [Theory, MemberData(nameof(Layers))]
    public void Layer_InPlace_GivesTheSameBits(string name) =>
        LayerBattery.RunsInPlace(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_GoingBack_ReadsWhatItSays(string name) =>
        LayerBattery.ReadsWhatItSays(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_WithoutAnInputGradient_LearnsTheSame(string name) =>
        LayerBattery.LeavesItsInputAlone(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_OnAnyNumberOfThreads_GivesTheSameBits(string name) =>
        LayerBattery.TeamsAgree(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_Frozen_PredictsWhatItEvaluates(string name) =>
        LayerBattery.FreezesUnchanged(LayerExamples.Get(name).Input, LayerExamples.Get(name).Layer);

    [Theory, MemberData(nameof(Layers))]
    public void Layer_FromAFile_IsTheSame(string name) =>
        LayerBattery.SurvivesAFile(LayerExamples.Get(name).Layer, LayerExamples.Get(name).Input);
}
