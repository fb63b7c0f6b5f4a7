using Spans.Threading;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// Teams just made, whose workers fall asleep for the first time while bytes are counted: what a thread's start and its first
/// wait allocate belongs to the team's making.
/// </summary>
public sealed class FirstRest : IScenario
{
    private readonly Team[] _teams = new Team[8];
    private readonly Team _warm = new(2, processors: 2);
    private int _next;
    private bool _counts;

    public int Steps => _teams.Length;

    public void Prepare(string[] arguments)
    {
    }

    public void BeginCount()
    {
        for (var i = 0; i < _teams.Length; i++) _teams[i] = new Team(2, processors: 2);
        _counts = true;
    }

    public void Step()
    {
        // The last team was made a moment ago: it is the first to be waited for.
        var team = _counts ? _teams[_teams.Length - ++_next] : _warm;
        Thread.Sleep(2 * Team.SpinMilliseconds);
        team.Run(new Short(), 2);
    }

    public void Dispose()
    {
        _warm.Dispose();
        foreach (var team in _teams) team?.Dispose();
    }

    private readonly struct Short : ITeamJob
    {
        public void Execute(int part, int parts) => Thread.SpinWait(10);
    }
}
