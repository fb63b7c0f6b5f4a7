using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class GatherTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(17, 5)]
    [InlineData(784, 130)]
    public void Rows_AnyWidthAndTeam_PicksThem(int width, int count)
    {
        const int table = 40;
        var source = new float[table * width];
        for (var i = 0; i < source.Length; i++) source[i] = i;
        var rows = new int[count];
        for (var i = 0; i < count; i++) rows[i] = (i * 17 + 3) % table;
        foreach (var members in new[] { 1, 3 })
        {
            using var team = new Team(members);
            // A float of guard on each side.
            var destination = new float[count * width + 2];
            Array.Fill(destination, -1);
            Gather.Rows(source, width, rows, destination.AsSpan(1, count * width), team);
            for (var i = 0; i < count; i++)
                Assert.True(source.AsSpan(rows[i] * width, width).SequenceEqual(destination.AsSpan(1 + i * width, width)));
            Assert.Equal((-1, -1), (destination[0], destination[^1]));
        }
    }

    [Fact]
    public void Rows_None_WritesNothing() => Gather.Rows([1, 2], 1, [], [], Team.Single);

    [Fact]
    public void Rows_BadArguments_ThrowBeforeAnythingIsWritten()
    {
        float[] source = [1, 2, 3, 4];
        var destination = new float[4];
        Assert.Throws<ArgumentOutOfRangeException>(() => Gather.Rows(source, 2, [0, 2], destination, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gather.Rows(source, 2, [0, -1], destination, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gather.Rows(source, 0, [0, 1], destination, Team.Single));
        Assert.Throws<ArgumentException>(() => Gather.Rows(source, 3, [0, 0], destination, Team.Single));
        Assert.Throws<ArgumentException>(() => Gather.Rows(source, 2, [0], destination, Team.Single));
        Assert.Throws<ArgumentException>(() => Gather.Rows(source, 2, [0, 1], source, Team.Single));
        Assert.Equal([0, 0, 0, 0], destination);
    }

    [Fact]
    public void Rows_WarmedUp_AllocatesNothing()
    {
        using var team = new Team(2);
        var source = new float[784 * 200];
        var destination = new float[784 * 100];
        int[] rows = [.. Enumerable.Range(50, 100)];
        Allocation.None(() => Gather.Rows(source, 784, rows, destination, team));
    }
}
