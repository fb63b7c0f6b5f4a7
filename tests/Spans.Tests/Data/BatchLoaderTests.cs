using Spans.Data;
using Spans.Testing;

namespace Spans.Tests.Data;

public sealed class BatchLoaderTests
{
    // Row i holds the inputs 10 i and 10 i + 1, the label i mod 3 and the weight i.
    private static Dataset Numbered(int rows)
    {
        var inputs = new float[2 * rows];
        var labels = new int[rows];
        var weights = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            (inputs[2 * i], inputs[2 * i + 1]) = (10 * i, 10 * i + 1);
            (labels[i], weights[i]) = (i % 3, i);
        }
        return new Dataset([2], inputs, labels, weights);
    }

    private static int[] ReadEpoch(BatchLoader loader)
    {
        var rows = new List<int>();
        while (loader.Next(out var batch))
        {
            Assert.Equal(rows.Count, batch.FirstIndex);
            Assert.Equal(2 * batch.Count, batch.Inputs.Length);
            for (var i = 0; i < batch.Count; i++)
            {
                var row = (int)batch.Inputs[2 * i] / 10;
                Assert.Equal(10 * row + 1, batch.Inputs[2 * i + 1]);
                Assert.Equal(row % 3, batch.Labels[i]);
                Assert.Equal(row, batch.SampleWeights[i]);
                rows.Add(row);
            }
        }
        return [.. rows];
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 4)]
    [InlineData(10, 1)]
    [InlineData(64, 1)]
    public void Next_AnyBatchSize_GivesEveryRowOnce(int batchSize, int batches)
    {
        foreach (var shuffle in new[] { false, true })
        {
            using var loader = new BatchLoader(Numbered(10), batchSize, shuffle, seed: 1);
            Assert.Equal(batches, loader.Batches);
            var rows = ReadEpoch(loader);
            Array.Sort(rows);
            Assert.Equal(Enumerable.Range(0, 10), rows);
        }
    }

    [Theory]
    [InlineData(3, 2, 3, 9)]
    [InlineData(4, 2, 3, 10)]
    [InlineData(3, 1, 4, 10)]
    [InlineData(10, 2, 1, 10)]
    public void Next_WithAMinimum_LeavesOutALastBatchOfFewerRows(int batchSize, int minimum, int batches, int rows)
    {
        using var loader = new BatchLoader(Numbered(10), batchSize, minimumBatch: minimum);
        Assert.Equal(batches, loader.Batches);
        Assert.Equal(Enumerable.Range(0, rows), ReadEpoch(loader));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(1, 5)]
    public void Constructor_WithAMinimumThatNoBatchReaches_Throws(int rows, int batchSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(Numbered(rows), batchSize, minimumBatch: 2));

    [Fact]
    public void Next_NotShuffled_KeepsOrderOfRows()
    {
        using var range = new BatchLoader(Numbered(10).View(RowSet.Range(2, 5)), 2);
        Assert.Equal([2, 3, 4, 5, 6], ReadEpoch(range));
        using var list = new BatchLoader(Numbered(10).View(new RowSet([7, 1, 7])), 2);
        Assert.Equal([7, 1, 7], ReadEpoch(list));
    }

    [Fact]
    public void Next_ConsecutiveRows_GivesSliceOfData()
    {
        var data = Numbered(10);
        using var loader = new BatchLoader(data, 4);
        Assert.True(loader.Next(out var batch));
        Assert.True(batch.Inputs == data.Inputs[..8]);
    }

    [Fact]
    public void BeginEpoch_SameSeedAndEpoch_SameOrder()
    {
        var data = Numbered(50);
        using var first = new BatchLoader(data, 7, shuffle: true, seed: 5);
        var epoch0 = ReadEpoch(first);
        first.BeginEpoch(3);
        var epoch3 = ReadEpoch(first);
        using var second = new BatchLoader(data, 13, shuffle: true, seed: 5);
        second.BeginEpoch(3);
        Assert.Equal(epoch3, ReadEpoch(second));
        Assert.NotEqual(epoch0, epoch3);
        using var otherSeed = new BatchLoader(data, 7, shuffle: true, seed: 6);
        Assert.NotEqual(epoch0, ReadEpoch(otherSeed));
    }

    [Fact]
    public void BeginEpoch_ManyEpochs_EveryRowComesFirstAboutEquallyOften()
    {
        using var loader = new BatchLoader(Numbered(5), 1, shuffle: true, seed: 11);
        var first = new int[5];
        for (var epoch = 0; epoch < 5000; epoch++)
        {
            loader.BeginEpoch(epoch);
            loader.Next(out var batch);
            first[(int)batch.Inputs[0] / 10]++;
        }
        // Chi-squared with 4 degrees of freedom passes 23.5 once in 10,000.
        var chi = first.Sum(n => (n - 1000.0) * (n - 1000.0) / 1000);
        Assert.True(chi < 23.5, $"chi-squared {chi}");
    }

    [Fact]
    public void Position_SetInNewLoader_GoesOnWhereTheOldStood()
    {
        var data = Numbered(20);
        using var whole = new BatchLoader(data, 4, shuffle: true, seed: 2);
        whole.BeginEpoch(6);
        var all = ReadEpoch(whole);
        using var resumed = new BatchLoader(data, 4, shuffle: true, seed: 2);
        resumed.BeginEpoch(6);
        resumed.Position = 8;
        Assert.True(resumed.Next(out var batch));
        Assert.Equal(8, batch.FirstIndex);
        Assert.Equal(all[8], (int)batch.Inputs[0] / 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => resumed.Position = 21);
    }

    [Fact]
    public void Next_RegressionRows_GivesValues()
    {
        var data = new Dataset([1], [0, 1, 2], [0f, 10, 20, 30, 40, 50]);
        using var loader = new BatchLoader(data.View(new RowSet([2, 0])), 2);
        Assert.True(loader.Next(out var batch));
        Assert.Equal([40f, 50, 0, 10], batch.Values.ToArray());
        Assert.True(batch.Labels.IsEmpty);
        Assert.True(batch.SampleWeights.IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NextAndBeginEpoch_AfterConstruction_AllocateNothing(bool shuffle)
    {
        using var loader = new BatchLoader(Numbered(103), 10, shuffle, seed: 1);
        Allocation.None(() => RunEpochs(loader, 3));
    }

    [Fact]
    public void Constructor_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(Numbered(3), 0));
        Assert.Throws<ArgumentException>(() => new BatchLoader(Numbered(3).View(RowSet.Empty), 1));
    }

    private static void RunEpochs(BatchLoader loader, int epochs)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            loader.BeginEpoch(epoch);
            while (loader.Next(out _))
            {
            }
        }
    }
}
