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
}
