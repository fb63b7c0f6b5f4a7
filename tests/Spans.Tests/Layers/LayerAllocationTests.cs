using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>Every example of every layer, warm, on one and two threads.</summary>
public class LayerAllocationTests
{
    public static TheoryData<string> Layers => [.. LayerExamples.Names];

    [Theory, MemberData(nameof(Layers))]
    public void Layer_OnOneAndTwoThreads_AllocatesNothing(string name)
    {
        var (layer, input) = LayerExamples.Get(name);
        LayerBattery.AllocatesNothing(layer, input, members: 1);
        LayerBattery.AllocatesNothing(layer, input, members: 2);
    }
}
