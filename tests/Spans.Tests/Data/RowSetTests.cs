using Spans.Data;

namespace Spans.Tests.Data;

public sealed class RowSetTests
{
    [Fact]
    public void Constructor_ConsecutiveRows_IsRange()
    {
        var rows = new RowSet([3, 4, 5]);
        Assert.True(rows.IsRange);
        Assert.Equal(3, rows.First);
        Assert.Equal(5, rows[2]);
    }

    [Fact]
    public void Constructor_ScatteredRows_KeepsOrder()
    {
        var rows = new RowSet([3, 1, 3]);
        var copy = new int[3];
        rows.CopyTo(copy);
        Assert.False(rows.IsRange);
        Assert.Equal([3, 1, 3], copy);
    }

    [Fact]
    public void Constructor_NegativeRow_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RowSet([0, -1]));

    [Fact]
    public void Range_PastLargestInt_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => RowSet.Range(int.MaxValue, 1));

    [Fact]
    public void Indexer_BeyondCount_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSet.Range(2, 2)[2]);
        Assert.Throws<IndexOutOfRangeException>(() => new RowSet([3, 1])[2]);
    }

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(2, new[] { 3, 1 })]
    [InlineData(3, new[] { 3, 1, 7 })]
    [InlineData(9, new[] { 3, 1, 7 })]
    public void Take_OfScatteredRows_IsTheFirstOfThem(int count, int[] expected)
    {
        var taken = new RowSet([3, 1, 7]).Take(count);
        var rows = new int[taken.Count];
        taken.CopyTo(rows);
        Assert.Equal(expected, rows);
    }

    [Fact]
    public void Take_OfARange_IsARange()
    {
        var taken = RowSet.Range(5, 10).Take(4);
        Assert.Equal((true, 5, 4), (taken.IsRange, taken.First, taken.Count));
    }

    [Fact]
    public void Take_ANegativeCount_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => RowSet.Empty.Take(-1));
}
