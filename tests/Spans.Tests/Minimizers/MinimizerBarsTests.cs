namespace Spans.Tests.Minimizers;

public class MinimizerBarsTests(ITestOutputHelper output)
{
    [Fact]
    public void Markdown_OfAllBars_HasARowForEverySet()
    {
        var text = MinimizerBars.Markdown();
        output.WriteLine(text);
        Assert.Contains("| interior-point | ", text);
        Assert.Contains("| Hessians | ", text);
        Assert.Contains("| thurber | ", text);
        Assert.DoesNotContain("NaN", text);
    }
}
