using Spans.Threading;

namespace Spans.Core.Tests.Threading;

public sealed class TeamSharingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(3, 3)]
    [InlineData(7, 7)]
    [InlineData(7, 32)]
    public void Share_PartsOfUnequalLength_RunsEachItemOnce(int members, int parts)
    {
        using var team = new Team(members, processors: 4);
        var counts = new int[parts, parts * Uneven.ItemsPerPart];
        for (var round = 0; round < 300; round++) team.Share(new Uneven(counts, pauses: round % 40), parts);
        for (var part = 0; part < parts; part++)
            for (var item = 0; item < counts.GetLength(1); item++)
                Assert.Equal(item < part * Uneven.ItemsPerPart ? 300 : 0, counts[part, item]);
    }

    // The bound of ten seconds is for a machine with other things to do.
    [Fact]
    public void Share_OnePartTakesLong_AnotherMemberTakesItemsOfIt()
    {
        using var team = new Team(2, processors: 2);
        var log = new Log();
        team.Share(new OnePart(log), 2);
        Assert.Equal(OnePart.Length, log.Items);
        Assert.True(log.Helped);
    }

    [Fact]
    public void Share_WithinAJob_RunsOnTheCallersThread()
    {
        using var team = new Team(2);
        var counts = new int[3, 3 * Uneven.ItemsPerPart];
        team.Run(new Nested(team, counts), 2);
        Assert.Equal(2, counts[1, 0]);
        Assert.Equal(2, counts[2, 2 * Uneven.ItemsPerPart - 1]);
    }

    // Jobs that alternate leave members asking for what is over: they must get nothing of the next.
    [Fact]
    public void ShareAndRun_Alternating_RunEverythingOnce()
    {
        using var team = new Team(3, processors: 3);
        var (items, parts) = (new int[3, 3 * Uneven.ItemsPerPart], new int[3]);
        for (var round = 0; round < 5000; round++)
        {
            team.Share(new Uneven(items, pauses: 3), 3);
            team.Run(new Count(parts), 3);
        }
        Assert.All(parts, static count => Assert.Equal(5000, count));
        for (var item = 0; item < 2 * Uneven.ItemsPerPart; item++) Assert.Equal(5000, items[2, item]);
    }

    [Fact]
    public void Share_CallersItemThrows_ThrowsAndLeavesTheTeamWhole()
    {
        using var team = new Team(2);
        var counts = new int[2];
        for (var round = 1; round <= 100; round++)
        {
            Assert.Throws<InvalidOperationException>(() => team.Share(new Failing(Environment.CurrentManagedThreadId), 2));
            team.Run(new Count(counts), 2);
            Assert.Equal([round, round], counts);
        }
    }

    [Fact]
    public void Share_ManyTimes_AllocatesNothing()
    {
        using var team = new Team(2);
        var counts = new int[2, 2 * Uneven.ItemsPerPart];
        for (var round = 0; round < 100; round++) team.Share(new Uneven(counts, pauses: 5), 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++) team.Share(new Uneven(counts, pauses: 5), 2);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void Share_PartsOutOfRange_Throws(int parts) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Team.Single.Share(new Uneven(new int[0, 0], 0), parts));

    // Part p has p times so many items.
    private readonly struct Uneven(int[,] counts, int pauses) : IDivisibleJob
    {
        public const int ItemsPerPart = 20;

        public int Items(int part, int parts) => part * ItemsPerPart;

        public void Execute(int part, int parts, ref Portion portion)
        {
            for (; portion.Next < portion.End; portion.Advance())
            {
                Interlocked.Increment(ref counts[part, portion.Next]);
                Thread.SpinWait(pauses);
            }
        }
    }

    // All items in the caller's part, each waiting for help.
    private readonly struct OnePart(Log log) : IDivisibleJob
    {
        public const int Length = 10_000;

        public int Items(int part, int parts) => part == 0 ? Length : 0;

        public void Execute(int part, int parts, ref Portion portion)
        {
            for (; portion.Next < portion.End; portion.Advance())
            {
                Interlocked.Increment(ref log.Items);
                if (Environment.CurrentManagedThreadId != log.Caller) log.Helped = true;
                else if (!log.Helped) Thread.Sleep(1);
            }
        }
    }

    private readonly struct Failing(int caller) : IDivisibleJob
    {
        public int Items(int part, int parts) => 8;

        public void Execute(int part, int parts, ref Portion portion)
        {
            for (; portion.Next < portion.End; portion.Advance())
                if (Environment.CurrentManagedThreadId == caller) throw new InvalidOperationException();
        }
    }

    private readonly struct Count(int[] counts) : ITeamJob
    {
        public void Execute(int part, int parts) => Interlocked.Increment(ref counts[part]);
    }

    private readonly struct Nested(Team team, int[,] counts) : ITeamJob
    {
        public void Execute(int part, int parts) => team.Share(new Uneven(counts, 0), 3);
    }

    private sealed class Log
    {
        public readonly int Caller = Environment.CurrentManagedThreadId;
        public int Items;
        public volatile bool Helped;
    }
}
