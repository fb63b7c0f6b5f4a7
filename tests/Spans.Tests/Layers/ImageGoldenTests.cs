using System.Text.Json;
using Spans.Layers;
using Spans.Testing;

namespace Spans.Tests.Layers;

/// <summary>
/// Every option of the layers for images, chains inside layers and a small network whole against PyTorch: outputs, input
/// gradients, parameter gradients and running values.
/// </summary>
[Trait("Category", "Numeric")]
public class ImageGoldenTests
{
    public static TheoryData<string> Cases => new(Golden.Names("images"));

    [Theory, MemberData(nameof(Cases))]
    public void Layer_ForImages_AgreesWithPyTorch(string name)
    {
        var golden = Golden.Case("images", name);
        using var json = JsonDocument.Parse(golden.Text("json"));
        GoldenBatches.Check(golden, name, LayerCatalogue.Read(json.RootElement), prefixed: true);
    }
}
