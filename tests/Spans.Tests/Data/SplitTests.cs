using Spans.Data;
using Spans.Testing;

namespace Spans.Tests.Data;

public sealed class SplitTests
{
    private static int[] List(RowSet rows)
    {
        var list = new int[rows.Count];
        rows.CopyTo(list);
        return list;
    }

    // 60 rows of class 0, 30 of class 1, 10 of class 2, mixed.
    private static readonly int[] s_labels = [.. Enumerable.Range(0, 100).Select(i => i % 10 == 9 ? 2 : i % 10 % 3 == 1 ? 1 : 0)];

    [Fact]
    public void ByShare_Labels_KeepsProportions()
    {
        var split = Split.ByShare(RowSet.Range(0, 100), s_labels, 0.1, 0.2, seed: 3);
        int[] Counts(RowSet rows) => [.. Enumerable.Range(0, 3).Select(c => List(rows).Count(row => s_labels[row] == c))];
        Assert.Equal([12, 6, 2], Counts(split.Test));
        Assert.Equal([6, 3, 1], Counts(split.Validation));
        Assert.Equal([42, 21, 7], Counts(split.Train));
    }

    [Fact]
    public void ByShare_AnyShares_TakesEveryRowOnceInOrder()
    {
        foreach (var labels in new[] { s_labels, [] })
        {
            var split = Split.ByShare(RowSet.Range(0, 100), labels, 0.15, 0.33, seed: 3);
            int[][] parts = [List(split.Train), List(split.Validation), List(split.Test)];
            Assert.Equal(Enumerable.Range(0, 100), parts.SelectMany(p => p).Order());
            Assert.All(parts, part => Assert.Equal(part.Order(), part));
            Assert.Equal(33, split.Test.Count);
            Assert.Equal(15, split.Validation.Count);
        }
    }

    [Fact]
    public void ByShare_SameSeed_SameRows()
    {
        int[] Test(ulong seed) => List(Split.ByShare(RowSet.Range(0, 100), s_labels, 0, 0.2, seed).Test);
        Assert.Equal(Test(1), Test(1));
        Assert.NotEqual(Test(1), Test(2));
    }

    [Fact]
    public void Hold_ManySeeds_HoldsEveryRowAboutEquallyOften()
    {
        var held = new int[100];
        for (var seed = 0ul; seed < 1000; seed++)
            foreach (var row in List(Split.Hold(RowSet.Range(0, 100), [], 0.2, seed).Held)) held[row]++;
        // Binomial(1000, 0.2) has the deviation 12.6; five of them are passed once in 1.7 million.
        Assert.All(held, count => Assert.InRange(count, 137, 263));
    }

    [Fact]
    public void Hold_UnevenClasses_RoundsToTheTotal()
    {
        // Shares of 0.25: 1.25, 1.25, 1.25, 0.25 of 16 rows make 4, the fourth from the first of the largest remainders.
        int[] labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3];
        var held = List(Split.Hold(RowSet.Range(0, 16), labels, 0.25, 1).Held);
        Assert.Equal(4, held.Length);
        Assert.True(held.Select(row => labels[row]).Distinct().Count() >= 3);
    }

    [Fact]
    public void Hold_Subset_StaysWithinIt()
    {
        var (kept, held) = Split.Hold(new RowSet([5, 9, 2, 7]), s_labels, 0.5, 1);
        Assert.Equal([2, 5, 7, 9], List(kept).Concat(List(held)).Order());
    }

    [Fact]
    public void Hold_ShareNearOne_LeavesARow()
    {
        var (kept, held) = Split.Hold(RowSet.Range(0, 3), [], 0.99, 1);
        Assert.Equal((1, 2), (kept.Count, held.Count));
    }

    [Theory]
    [InlineData(-0.1, 0.2)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.1, 1)]
    [InlineData(double.NaN, 0.1)]
    [InlineData(0.1, double.NaN)]
    public void ByShare_ImpossibleShares_Throws(double validation, double test) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.ByShare(RowSet.Range(0, 10), [], validation, test, 1));

    [Fact]
    public void ByRows_TestRows_LeavesTheRest()
    {
        var split = Split.ByRows(5, [3, 1]);
        Assert.Equal([3, 1], List(split.Test));
        Assert.Equal([0, 2, 4], List(split.Train));
        Assert.Equal(0, split.Validation.Count);
    }

    [Theory]
    [InlineData(new[] { 5 }, "row 5 does not exist")]
    [InlineData(new[] { -1 }, "row -1 does not exist")]
    [InlineData(new[] { 1, 1 }, "row 1 is named twice")]
    [InlineData(new[] { 0, 1, 2, 3, 4 }, "none is left")]
    public void ByRows_BadRows_NamesThem(int[] rows, string reason) =>
        Assert.Contains(reason, Assert.Throws<DataException>(() => Split.ByRows(5, rows)).Message, StringComparison.Ordinal);

    [Fact]
    public void RowNumbers_File_AreReadInOrder()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal([14, 122, 0], RowNumbers.Read(folder.Write("rows.txt", "\uFEFF14\r\n122 \n\n0")));
    }

    [Theory]
    [InlineData("1\nx\n", "line 2 holds 'x'")]
    [InlineData("1\n-2\n", "line 2 holds '-2'")]
    [InlineData("1.5\n", "line 1 holds '1.5'")]
    [InlineData("99999999999\n", "line 1 holds")]
    [InlineData("", "names no rows")]
    public void RowNumbers_BadFile_NamesLine(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("rows.txt", text);
        Assert.Contains(reason, Assert.Throws<DataException>(() => RowNumbers.Read(path)).Message, StringComparison.Ordinal);
    }
}
