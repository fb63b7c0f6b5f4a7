using Spans.Threading;

namespace Spans.Core.Tests.Threading;

public sealed class TeamChoiceTests : IDisposable
{
    private const int Rows = 64;
    private readonly Team _team = new(2, processors: 2);
    private readonly Clock _clock = new();

    public void Dispose() => _team.Dispose();

    [Theory]
    [InlineData(10, 17, false)]
    [InlineData(17, 10, true)]
    [InlineData(0.4, 1.2, false)]
    [InlineData(2000, 1000, true)]
    [InlineData(1000, 2000, false)]
    public void End_AfterATrial_LeavesTheFasterSide(double alone, double shared, bool isShared)
    {
        var choice = new TeamChoice(_team, _clock);
        RunUntilDecided(choice, alone, shared);
        Assert.Equal(isShared, choice.IsShared);
        Assert.Same(isShared ? _team : Team.Single, choice.Begin(Rows));
    }

    [Fact]
    public void Begin_BeforeTheFirstTrial_GivesTheTeam()
    {
        var choice = new TeamChoice(_team, _clock);
        for (var i = 1; i < TeamChoice.FewestPieces; i++)
        {
            Assert.Same(_team, choice.Begin(Rows));
            choice.End();
        }
        Assert.Equal(0, _clock.Reads);
    }

    [Fact]
    public void End_CoresComeNearAndPartAgain_Follows()
    {
        var choice = new TeamChoice(_team, _clock);
        foreach (var (shared, isShared) in ((double, bool)[])[(17, false), (6, true), (17, false), (6, true)])
        {
            Run(choice, pieces: 100_000, alone: 10, shared);
            Assert.Equal(isShared, choice.IsShared);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(17)]
    public void End_SidesWithinTheMargin_KeepsWhatWasChosen(double before)
    {
        var choice = new TeamChoice(_team, _clock);
        Run(choice, pieces: 10_000, alone: 10, shared: before);
        var chosen = choice.IsShared;
        Run(choice, pieces: 100_000, alone: 10, shared: 10.1);
        Assert.Equal(chosen, choice.IsShared);
        Run(choice, pieces: 100_000, alone: 10, shared: 9.9);
        Assert.Equal(chosen, choice.IsShared);
    }

    [Fact]
    public void End_OneSharedBlockDisturbed_StaysShared()
    {
        var choice = new TeamChoice(_team, _clock);
        while (!choice.IsInTrial) Piece(choice, 10, 9);
        var shared = 0;
        while (choice.IsInTrial)
        {
            var team = choice.Begin(Rows);
            if (team == _team) shared++;
            // Somebody else had the core for 4 ms.
            _clock.Advance(team == _team && shared == 20 ? 4000 : team == _team ? 9 : 10);
            choice.End();
        }
        Assert.True(choice.IsShared);
    }

    // Per cent of the time, whatever the sides take: the bound that TrainerOptions.Threads states.
    [Theory]
    [InlineData(10, 17)]
    [InlineData(10, 9)]
    [InlineData(10, 10)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.5, 5)]
    [InlineData(1900, 1000)]
    [InlineData(100, 3000)]
    public void Trials_OfManyPieces_CostLessThanHalfAPercent(double alone, double shared)
    {
        const double Read = 0.025;
        var choice = new TeamChoice(_team, _clock);
        RunUntilDecided(choice, alone, shared);
        var pieces = 0;
        var (start, reads) = (_clock.Microseconds, _clock.Reads);
        for (var trials = 0; trials < 20; trials++) pieces += RunUntilDecided(choice, alone, shared);
        var best = pieces * Math.Min(alone, shared);
        var spent = _clock.Microseconds - start + (_clock.Reads - reads) * Read;
        Assert.InRange(spent / best, 1, 1.005);
    }

    [Fact]
    public void Begin_SmallerLastBatches_AreNotCompared()
    {
        var choice = new TeamChoice(_team, _clock);
        for (var i = 0; i < 100_000; i++)
        {
            // Were the last batches counted, which take no time shared, sharing would win.
            if (i % 3 == 2) Piece(choice, alone: 10, shared: 0.1, size: 5);
            else Piece(choice, alone: 10, shared: 17);
        }
        Assert.False(choice.IsShared);
    }

    [Fact]
    public void Begin_SizeChangesForGood_ComparesTheNewSize()
    {
        var choice = new TeamChoice(_team, _clock);
        while (!choice.IsInTrial) Piece(choice, 10, 6);
        for (var i = 0; i < 1000; i++) Piece(choice, alone: 1, shared: 3, size: 5);
        Assert.False(choice.IsShared);
    }

    [Fact]
    public void End_WithoutAWholePiece_CountsNothing()
    {
        var choice = new TeamChoice(_team, _clock);
        for (var i = 0; i < 100_000; i++)
        {
            Piece(choice, alone: 10, shared: 6);
            // As after an exception in the middle of a step.
            if (choice.Begin(Rows) == _team) _clock.Advance(1000);
        }
        Assert.True(choice.IsShared);
    }

    [Fact]
    public void Begin_TeamWithoutWorkers_IsAlwaysTheCallerAlone()
    {
        using var team = new Team(7, processors: 1);
        var choice = new TeamChoice(team, _clock);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Same(Team.Single, choice.Begin(Rows));
            choice.End();
        }
        Assert.Equal(0, _clock.Reads);
    }

    [Fact]
    public void BeginAndEnd_ManyTrials_AllocateNothing()
    {
        var choice = new TeamChoice(_team, _clock);
        Run(choice, 10_000, 10, 12);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(choice, 10_000, 10, 12);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Piece(TeamChoice choice, double alone, double shared, int size = Rows)
    {
        _clock.Advance(choice.Begin(size) == _team ? shared : alone);
        choice.End();
    }

    private void Run(TeamChoice choice, int pieces, double alone, double shared)
    {
        for (var i = 0; i < pieces; i++) Piece(choice, alone, shared);
    }

    private int RunUntilDecided(TeamChoice choice, double alone, double shared)
    {
        var pieces = 0;
        for (; !choice.IsInTrial; pieces++) Piece(choice, alone, shared);
        for (; choice.IsInTrial; pieces++) Piece(choice, alone, shared);
        return pieces;
    }

    private sealed class Clock : TimeProvider
    {
        public double Microseconds { get; private set; }

        public int Reads { get; private set; }

        public override long TimestampFrequency => 1_000_000_000;

        public void Advance(double microseconds) => Microseconds += microseconds;

        public override long GetTimestamp()
        {
            Reads++;
            return (long)(Microseconds * 1000);
        }
    }
}
