using Spans.Testing;

namespace Spans.Core.Tests.Testing;

public sealed class GoldenTests
{
    [Fact]
    public void Parse_CasesTextsAndTensors_AreRead()
    {
        var cases = Golden.Parse("x.txt", """
            # a comment
            case first of two
            text reduction mean
            tensor a 2x3: 1 -0.5 1e-3
              nan inf -inf
            tensor b : 0.125
            case second
            tensor labels 2: 0 7
            """);
        Assert.Equal(["first of two", "second"], cases.Select(@case => @case.Name));
        Assert.Equal("mean", cases[0].Text("reduction"));
        Assert.Equal([2, 3], cases[0].Tensor("a").Extents);
        Assert.Equal([1, -0.5, 1e-3, double.NaN, double.PositiveInfinity, double.NegativeInfinity], cases[0].Doubles("a"));
        Assert.Equal(0.125, cases[0].Number("b"));
        Assert.Equal([0, 7], cases[1].Integers("labels"));
    }

    [Theory]
    [InlineData("tensor a 2: 1 2", "x.txt:1: there is no case yet")]
    [InlineData("case a\ntensor a 2: 1 2 3", "x.txt:2: tensor a holds more than 2 numbers")]
    [InlineData("case a\ntensor a 3: 1 2", "x.txt:2: tensor a holds 2 numbers instead of 3")]
    [InlineData("case a\ntensor a 3: 1 2,5 3", "x.txt:2: '2,5' is no number")]
    [InlineData("case a\ntensor a 2y3: 1", "x.txt:2: '2y3' is no shape such as 2x3")]
    [InlineData("case a\ncase a", "x.txt:2: case 'a' is there twice")]
    [InlineData("case a\nnumber b", "x.txt:2: 'number' is none of case, text, tensor")]
    public void Parse_MalformedLine_IsNamed(string text, string message)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Golden.Parse("x.txt", text));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
