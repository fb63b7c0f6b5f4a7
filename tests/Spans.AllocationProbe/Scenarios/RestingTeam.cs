using System.Globalization;
using Spans.Threading;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// Jobs of a team whose workers had time to fall asleep, and are signalled while they wake or doze off. No rests in the warm-up:
/// what a team allocates only when its threads first meet at a lock shows in the count. Argument: members, each with a thread of
/// its own.
/// </summary>
public sealed class RestingTeam : IScenario
{
    private Team? _team;
    private bool _rests;
    private int _done;

    public int Steps => 300;

    public void Prepare(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var members = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        _team = new Team(members, processors: members);
    }

    public void BeginCount() => _rests = true;

    public void Step()
    {
        if (_rests) Rest();
        for (var i = 0; i < 20; i++) _team!.Run(new Short(), _team.Members);
        _done++;
    }

    public void Dispose() => _team?.Dispose();

    // Around the time after which a worker parks, earlier and later in turn: now it is awake, now asleep, now in between.
    private void Rest()
    {
        Thread.Sleep(Team.SpinMilliseconds + _done % 3);
        Thread.SpinWait(_done % 64 * 100);
    }

    private readonly struct Short : ITeamJob
    {
        public void Execute(int part, int parts) => Thread.SpinWait(10);
    }
}
