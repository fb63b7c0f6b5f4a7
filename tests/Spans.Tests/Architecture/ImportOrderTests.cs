namespace Spans.Tests.Architecture;

public class ImportOrderTests
{
    [Fact]
    public void Sources_ImportOnlyWhatIsAboveThem() =>
        Assert.Empty(ImportOrder.Read().Violations(SourceFile.Below("src")));

    [Fact]
    public void List_NamesEveryFolderOfTheLibraries() =>
        Assert.Subset(
            ImportOrder.Read().Rooms.ToHashSet(),
            SourceFile.Below("src").Select(file => file.Room).Where(room => room != "").ToHashSet());

    [Fact]
    public void List_PutsCoreBeforeLayersAndLayersBesideLosses()
    {
        var order = ImportOrder.Read();
        Assert.True(order.Allows("Layers", "Kernels"));
        Assert.True(order.Allows("Networks", "Layers"));
        Assert.False(order.Allows("Kernels", "Layers"));
        Assert.False(order.Allows("Layers", "Losses"));
        Assert.False(order.Allows("Losses", "Layers"));
        Assert.False(order.Allows("Lanes", "Kernels"));
    }

    [Theory]
    [InlineData("using Spans.Layers;")]
    [InlineData("class A { Spans.Layers.Dense x; }")]
    [InlineData("class A { Layers.Dense x; }")]
    [InlineData("using static Spans.Layers.Dense;")]
    public void Violations_OfAnUpwardImport_AreFound(string code)
    {
        var order = ImportOrder.Of("Kernels → { Layers, Losses }");
        SourceFile dense = new("src/Spans/Layers/Dense.cs", "class Dense {}");
        Assert.NotEmpty(order.Violations([dense, new("src/Spans.Core/Kernels/A.cs", code)]));
        Assert.NotEmpty(order.Violations([dense, new("src/Spans/Losses/A.cs", code)]));
        Assert.Empty(order.Violations([dense, new("src/Spans/Layers/A.cs", code)]));
    }

    [Theory]
    [InlineData("// using Spans.Layers;")]
    [InlineData("/// <see cref=\"Spans.Layers.Dense\"/>")]
    [InlineData("class A { string s = \"Spans.Layers.Dense\"; }")]
    [InlineData("class A { int Layers; int B => Layers.Length; }")]
    [InlineData("using Spans.Kernels;")]
    public void Violations_OfAWordThatIsNoImport_AreNone(string code)
    {
        SourceFile dense = new("src/Spans/Layers/Dense.cs", "class Dense {}");
        Assert.Empty(
            ImportOrder.Of("Kernels → { Layers, Losses }").Violations([dense, new("src/Spans.Core/Kernels/A.cs", code)]));
    }

    [Fact]
    public void Violations_OfAFolderThatIsNotListed_AreFound() =>
        Assert.NotEmpty(ImportOrder.Of("Kernels").Violations([new("src/Spans/Attic/A.cs", "class A {}")]));
}
