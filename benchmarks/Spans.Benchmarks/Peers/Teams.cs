using Spans.Threading;

namespace Spans.Benchmarks.Peers;

/// <summary>One team for each number of threads; an idle one parks and takes no time.</summary>
internal static class Teams
{
    private static readonly Dictionary<int, Team> s_teams = new() { [1] = Team.Single };

    public static Team Of(int threads)
    {
        if (!s_teams.TryGetValue(threads, out var team)) s_teams[threads] = team = new Team(threads);
        return team;
    }
}
