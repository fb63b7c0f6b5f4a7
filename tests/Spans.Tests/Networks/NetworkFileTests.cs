using System.Text;
using System.Text.Json;
using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Layers;
using Spans.Memory;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Networks;

/// <summary>Networks described in JSON: what they become, and every refusal with its place.</summary>
public sealed class NetworkFileTests
{
    [Fact]
    public void Parse_LayersOfEveryShorthand_AreThose()
    {
        var file = Parse("""
            // A comment, and a trailing comma.
            { "input": [2, 9, 8],
              "layers": [
                { "type": "conv-2d", "filters": 4, "kernel": [3, 2], "padding": "same", "stride": 2, "activation": "relu", "weight": "he-uniform" },
                { "type": "residual", "body": [ { "type": "conv-2d", "filters": 4, "kernel": 1 }, { "type": "batch-norm" } ] },
                { "type": "activation", "activation": { "name": "leaky-relu", "slope": 0.2 } },
                { "type": "branches", "merge": "concatenate", "chains": [ [ { "type": "flatten" } ], [ { "type": "flatten" } ] ] },
                { "type": "dense", "units": 3 },
              ] }
            """);
        Assert.Equal(new Shape?([2, 9, 8]), file.Input);
        var convolution = Assert.IsType<Conv2D<Relu>>(file.Layers[0]);
        Assert.Equal((4, (3, 2), (2, 2), true),
            (convolution.Filters, convolution.Kernel, convolution.Options.Stride, convolution.Options.Padding.IsSame));
        Assert.IsType<HeUniform>(convolution.Weight);
        Assert.Equal(0.2f, Assert.IsType<ActivationLayer<LeakyRelu>>(file.Layers[2]).Activation.Slope);
        using var network = file.Build([2, 9, 8], 3, seed: 1);
        Assert.Equal(3, network.Output);
    }

    [Fact]
    public void Parse_LayersThatTheCatalogueWrote_AreTheSame()
    {
        var examples = LayerCatalogue.All.SelectMany(static entry => entry.Examples).Select(static example => example.Layer)
            .ToArray();
        var text = Write(examples);
        Assert.Equal(text, Write(Parse(text).Layers));
    }

    [Theory]
    [InlineData(
        """{"layers":[{"type":"dense","units":3},{"type":"dense","units":-1}]}""", "layers[1]: A dense layer: 'units' is -1")]
    [InlineData("""{"layers":[{"type":"conv-3d"}]}""", "layers[0]: There is no layer type 'conv-3d'")]
    [InlineData("""{"layers":[{"units":3}]}""", "layers[0]: A layer must be a JSON object with a string property 'type'")]
    [InlineData("""{"layers":[7]}""", "layers[0]: ")]
    [InlineData("""{"layers":[{"type":"flatten"},{"type":"residual","body":[{"type":"flatten"},{"type":"dense","unit":3}]}]}""",
        "layers[1].body[1]: A dense layer has an unknown property 'unit'")]
    [InlineData("""{"layers":[{"type":"residual","body":[],"shortcut":[{"type":"no"}]}]}""",
        "layers[0].shortcut[0]: There is no layer type 'no'")]
    [InlineData("""{"layers":[{"type":"residual","body":{}}]}""", "layers[0].body: It must be a JSON array")]
    [InlineData("""{"layers":[{"type":"branches","merge":"add","chains":[[],[{"type":"residual","body":[{"type":"no"}]}]]}]}""",
        "layers[0].chains[1][0].body[0]: There is no layer type 'no'")]
    [InlineData(
        """{"layers":[{"type":"dense","units":3,"activation":"wiggle"}]}""", "layers[0]: There is no activation 'wiggle'")]
    [InlineData("""{"layers":[{"type":"dense","units":3,"weight":"luck"}]}""", "layers[0]: There is no initializer 'luck'")]
    [InlineData("""{"layers":[{"type":"dense","units":3,"activation":"\ud800"}]}""",
        "layers[0]: An activation's name is not valid Unicode text")]
    [InlineData("""{"layers":[{"type":"\udc00"}]}""", "layers[0]: A layer's type is not valid Unicode text")]
    [InlineData("""{"layers":[]}""", "layers: A network needs at least one layer")]
    [InlineData("""{"layers":{}}""", "layers: It must be a JSON array")]
    [InlineData("""{"input":[1]}""", "lacks the property 'layers'")]
    [InlineData("""{"layers":[{"type":"flatten"}],"output":3}""", "unknown property 'output'")]
    [InlineData("""{"layers":[{"type":"flatten"}],"input":[1,0]}""", "input[1] is 0")]
    [InlineData("""{"layers":[{"type":"flatten"}],"input":[1,"a"]}""", "input[1] is \"a\"")]
    [InlineData("""{"layers":[{"type":"flatten"}],"input":[]}""", "input: A shape needs")]
    [InlineData("""{"layers":[{"type":"flatten"}],"input":[1,1,1,1,1,1,1,1,1]}""", "at most 8")]
    [InlineData("""{"layers":[{"type":"flatten"}],"input":[2147483647,2147483647,2]}""", "input: Its extents")]
    [InlineData("{\n\"layers\": [\n}", "line 3: ")]
    [InlineData("""{"layers":[{"type":"flatten","type":"dense"}]}""", "type")]
    [InlineData("", "line 1: ")]
    [InlineData("[]", "A network must be a JSON object")]
    public void Parse_WhatIsNoNetwork_SaysWhereAndWhy(string text, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_TooDeepTooManyOrTooLong_IsRefused()
    {
        Assert.Contains("depth", Assert.ThrowsAny<FormatException>(() => Parse(Nested(40))).Message, StringComparison.Ordinal);
        Assert.NotEmpty(Parse(Nested(25)).Layers);
        // No chain is too long, but all together are.
        var half = string.Join(',', Enumerable.Repeat("""{"type":"flatten"}""", NetworkFile.MaxLayers / 2));
        var many = $$"""{"layers":[{"type":"residual","body":[{{half}}],"shortcut":[{{half}}]}]}""";
        Assert.Contains(
            $"{NetworkFile.MaxLayers}", Assert.ThrowsAny<FormatException>(() => Parse(many)).Message, StringComparison.Ordinal);
        Assert.Contains("bytes",
            Assert.ThrowsAny<FormatException>(() => Parse(new string(' ', NetworkFile.MaxLength + 1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileThatIsMissingOrBroken_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("net.json", """{"layers":[{"type":"no"}]}""");
        var e = Assert.Throws<ModelFileException>(() => NetworkFile.Read(path));
        Assert.Contains("net.json: layers[0]:", e.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => NetworkFile.Read(folder.File("absent.json")));
        folder.Write("long.json", new byte[NetworkFile.MaxLength + 1]);
        Assert.Contains("long.json", Assert.Throws<ModelFileException>(() => NetworkFile.Read(folder.File("long.json"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ForDataItIsNotMadeFor_SaysWhatDiffers()
    {
        var file =
            Parse("""{"input":[1,8,8],"layers":[{"type":"conv-2d","filters":2,"kernel":3},{"type":"dense","units":10}]}""");
        Assert.Contains(
            "[1, 8, 8]", Assert.Throws<ShapeException>(() => file.Build([1, 9, 9], 10)).Message, StringComparison.Ordinal);
        Assert.Contains("[10]", Assert.Throws<ShapeException>(() => file.Build([1, 8, 8], 3)).Message, StringComparison.Ordinal);
        var deep = Parse("""{"layers":[{"type":"flatten"},{"type":"conv-2d","filters":2,"kernel":3}]}""");
        Assert.Contains(
            "Layer 1 (Conv2D", Assert.Throws<ShapeException>(() => deep.Build([1, 9, 9], 3)).Message, StringComparison.Ordinal);
        var large = Parse("""{"layers":[{"type":"dense","units":2000000000},{"type":"dense","units":3}]}""");
        Assert.ThrowsAny<ArgumentException>(() => large.Build([1, 9, 9], 3));
    }

    private static string Nested(int depth)
    {
        var text = """{"type":"flatten"}""";
        for (var i = 0; i < depth; i++) text = $$"""{"type":"residual","body":[{{text}}]}""";
        return $$"""{"layers":[{{text}}]}""";
    }

    private static NetworkFile Parse(string text) => NetworkFile.Parse(Encoding.UTF8.GetBytes(text));

    private static string Write(IReadOnlyList<ILayer> layers)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WritePropertyName("layers");
            LayerCatalogue.Write(json, layers);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
