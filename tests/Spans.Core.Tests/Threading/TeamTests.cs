using Spans.Threading;

namespace Spans.Core.Tests.Threading;

public sealed class TeamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(3, 3)]
    [InlineData(7, 7)]
    [InlineData(7, 32)]
    public void Run_AnyParts_ExecutesEachOnce(int members, int parts)
    {
        using var team = new Team(members, processors: 4);
        var counts = new int[parts];
        for (var round = 0; round < 1000; round++) team.Run(new Count(counts), parts);
        Assert.All(counts, static count => Assert.Equal(1000, count));
    }

    [Fact]
    public void Run_WithinAJob_ExecutesOnTheCallersThread()
    {
        using var team = new Team(2);
        var counts = new int[3];
        team.Run(new Nested(team, counts), 2);
        Assert.All(counts, static count => Assert.Equal(2, count));
    }

    [Theory]
    [InlineData(7, 2, 1)]
    [InlineData(4, 4, 3)]
    [InlineData(3, 8, 2)]
    [InlineData(5, 1, 0)]
    public void Team_MoreMembersThanProcessors_StartsNoThreadForThem(int members, int processors, int workers)
    {
        using var team = new Team(members, processors);
        Assert.Equal((members, workers), (team.Members, team.Workers));
        var counts = new int[members];
        team.Run(new Count(counts), members);
        Assert.All(counts, static count => Assert.Equal(1, count));
    }

    // Parked is asleep on a lock: no processor time. The bound of ten seconds is for a machine with other things to do; 2 ms is
    // usual.
    [Fact]
    public void Team_WithoutWork_ParksEveryWorkerAndWakesForTheNextJob()
    {
        using var team = new Team(3, processors: 3);
        var counts = new int[3];
        for (var round = 1; round <= 3; round++)
        {
            team.Run(new Count(counts), 3);
            Assert.True(
                SpinWait.SpinUntil(() => team.ParkedWorkers == 2, TimeSpan.FromSeconds(10)), $"Not parked in round {round}.");
            Assert.All(counts, count => Assert.Equal(round, count));
        }
    }

    [Fact]
    public void Dispose_ParkedOrNot_EndsTheThreadsAndRefusesFurtherWork()
    {
        var team = new Team(2, processors: 2);
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(new Count(new int[2]), 2));
        team.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void Team_MembersOutOfRange_Throws(int members) => Assert.Throws<ArgumentOutOfRangeException>(() => new Team(members));

    private readonly struct Count(int[] counts) : ITeamJob
    {
        public void Execute(int part, int parts) => Interlocked.Increment(ref counts[part]);
    }

    private readonly struct Nested(Team team, int[] counts) : ITeamJob
    {
        public void Execute(int part, int parts) => team.Run(new Count(counts), counts.Length);
    }
}
