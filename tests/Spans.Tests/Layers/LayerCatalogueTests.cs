using System.Text;
using System.Text.Json;
using Spans.Chains;
using Spans.Layers;

namespace Spans.Tests.Layers;

/// <summary>Layers written as JSON and read again, and JSON that describes none.</summary>
public sealed class LayerCatalogueTests
{
    public static TheoryData<string> Entries => new(LayerCatalogue.All.Select(static entry => entry.Name));

    [Theory, MemberData(nameof(Entries))]
    public void WriteThenRead_EveryExample_IsTheSame(string name)
    {
        var entry = LayerCatalogue.All.Single(entry => entry.Name == name);
        Assert.NotEmpty(entry.Examples);
        foreach (var (layer, input) in entry.Examples)
        {
            var text = Write(layer);
            var again = Read(text);
            Assert.Equal(layer.GetType(), again.GetType());
            Assert.Equal(text, Write(again));
            var (spec, readSpec) = (layer.Describe(input), again.Describe(input));
            Assert.Equal(spec.Output, readSpec.Output);
            Assert.Equal(spec.Parameters.Select(static p => (p.Name, p.Shape, p.Decays)),
                readSpec.Parameters.Select(static p => (p.Name, p.Shape, p.Decays)));
        }
    }

    [Theory, MemberData(nameof(Entries))]
    public void Read_UnknownProperty_IsNamed(string name)
    {
        var entry = LayerCatalogue.All.Single(entry => entry.Name == name);
        var text = Write(entry.Examples[0].Layer);
        var e = Assert.ThrowsAny<FormatException>(() => Read(text[..^1] + ",\"surprise\":1}"));
        Assert.Contains("surprise", e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Entries))]
    public void Read_PropertyOfTheWrongKind_IsRefused(string name)
    {
        var entry = LayerCatalogue.All.Single(entry => entry.Name == name);
        using var document = JsonDocument.Parse(Write(entry.Examples[0].Layer));
        foreach (var property in document.RootElement.EnumerateObject())
            foreach (var wrong in (string[])["null", "{}", "-3e300", "\"x\"", "[[]]"])
            {
                var text = "{" + string.Join(',', document.RootElement.EnumerateObject().Select(
                    other => $"\"{other.Name}\":{(other.Name == property.Name ? wrong : other.Value.GetRawText())}")) + "}";
                var e = Record.Exception(() => Read(text));
                Assert.True(e is FormatException, $"{text}: {e?.ToString() ?? "read"}");
            }
    }

    [Theory]
    [InlineData("""7""", "object")]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":7}""", "type")]
    [InlineData("""{"type":"dens"}""", "'dens'")]
    [InlineData("""{"type":"Dense","units":3}""", "'Dense'")]
    [InlineData("""{"type":"dense"}""", "units")]
    [InlineData("""{"type":"dense","units":0}""", "units")]
    [InlineData("""{"type":"dense","units":-1}""", "units")]
    [InlineData("""{"type":"dense","units":2.5}""", "units")]
    [InlineData("""{"type":"dense","units":3000000000}""", "units")]
    [InlineData("""{"type":"dense","units":"3"}""", "units")]
    [InlineData("""{"type":"dense","units":3,"use_bias":1}""", "use_bias")]
    [InlineData("""{"type":"dense","units":3,"activation":{"name":"wiggle"}}""", "wiggle")]
    [InlineData("""{"type":"dropout","probability":1.5}""", "")]
    [InlineData("""{"type":"batch-norm","epsilon":-1}""", "epsilon")]
    [InlineData("""{"type":"residual"}""", "body")]
    [InlineData("""{"type":"residual","body":[{"type":"residual","body":[{"type":"no"}]}]}""", "'no'")]
    [InlineData("""{"type":"branches","merge":"add","chains":[]}""", "")]
    [InlineData("""{"type":"branches","merge":"mix","chains":[[],[]]}""", "'mix'")]
    [InlineData("""{"type":"branches","merge":"add","chains":[[],7]}""", "array")]
    public void Read_WhatIsNoLayer_SaysWhy(string text, string word) =>
        Assert.Contains(word, Assert.ThrowsAny<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadChain_WhatIsNoChain_SaysWhy()
    {
        foreach (var text in (string[])["{}", "7", "[7]", "[null]", "[[]]"])
        {
            using var document = JsonDocument.Parse(text);
            Assert.ThrowsAny<FormatException>(() => LayerCatalogue.ReadChain(document.RootElement));
        }
        using var many = JsonDocument.Parse(
            $"[{string.Join(',', Enumerable.Repeat("{\"type\":\"flatten\"}", LayerCatalogue.MaxLayers + 1))}]");
        Assert.ThrowsAny<FormatException>(() => LayerCatalogue.ReadChain(many.RootElement));
    }

    [Fact]
    public void Read_NestedAsDeepAsAFileAllows_IsRead()
    {
        var text = """{"type":"flatten"}""";
        for (var i = 0; i < 25; i++) text = $$"""{"type":"residual","body":[{{text}}]}""";
        Assert.IsType<Residual>(Read(text));
    }

    private static ILayer Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return LayerCatalogue.Read(document.RootElement);
    }

    private static string Write(ILayer layer)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory)) LayerCatalogue.Write(json, layer);
        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
