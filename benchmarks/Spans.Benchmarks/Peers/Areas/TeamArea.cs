using System.Diagnostics;
using Spans.Benchmarks.Peers.Managed;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>
/// What sharing a step costs: a dispatch, threads beyond the cores, steps too small to share, and the processor time of a team
/// that waits.
/// </summary>
internal static class TeamArea
{
    private const string Area = "team";
    private const double MostOfOneThread = 1.3;
    // Differences under 8 % count as equal.
    private const double LeastOfOneThread = 0.92;

    public static IEnumerable<Question> Questions()
    {
        yield return new Question(Area, "dispatch of an empty job", 2, _ => Dispatch());
        yield return new Question(Area, "processor time of a second, 100 ms after the last step", 2, _ => Idle());
        foreach (var network in (string[])["a", "c"])
            foreach (var threads in (int[])[4, 7])
                yield return new Question(Area, $"({network}) adam", threads, _ => Shared(network, threads, 1 / MostOfOneThread));
        foreach (var threads in (int[])[2, 4])
            yield return new Question(Area, "(small) adam", threads, _ => Shared("small", threads, LeastOfOneThread));
    }

    private static Contest Dispatch()
    {
        var contest = new Contest { Area = Area, Name = "dispatch of an empty job", Threads = 2 };
        contest.Add(Family.Spans, 2, new EmptyJobs());
        return Against(contest, "0.3 µs", 300);
    }

    private static Contest Idle()
    {
        var contest = new Contest { Area = Area, Name = "processor time of a second, 100 ms after the last step", Threads = 2 };
        contest.Contestants.Add(new IdleTeam());
        return Against(contest, "1 % of a core", 1e7);
    }

    private static Contest Shared(string network, int threads, double bar)
    {
        var contest = new Contest { Area = Area, Name = $"({network}) adam", Threads = threads };
        contest.Add(Family.Spans, threads, new SpansStep(network, "adam", threads));
        contest.Add(Bar.OneThread, 1, new SpansStep(network, "adam", 1));
        contest.Bars.Add(new Bar(Bar.OneThread, bar));
        return contest;
    }

    private static Contest Against(Contest contest, string limit, double nanoseconds)
    {
        contest.Contestants.Add(new Limit(limit, nanoseconds));
        contest.Bars.Add(new Bar(limit, 1));
        return contest;
    }

    private sealed class EmptyJobs : IWork
    {
        private readonly Team _team = Teams.Of(2);

        public void Run(int operations)
        {
            for (var i = 0; i < operations; i++) _team.Run(new Nothing(), 2);
        }

        public void Dispose() { }

        private readonly struct Nothing : ITeamJob
        {
            public void Execute(int part, int parts) { }
        }
    }

    // The window is a pause after some steps; the reading is this process's processor time in it, for a second.
    private sealed class IdleTeam : IContestant
    {
        private readonly SpansStep _step = new("a", "adam", 2);

        public string Name => Peers.Family.Spans;

        public string Family => Peers.Family.Spans;

        public int Threads => 2;

        public void WarmUp(TimeSpan atLeast) => _step.Run(1000);

        public Reading Measure(TimeSpan window)
        {
            _step.Run(1000);
            Thread.Sleep(100);
            var (start, used) = (Stopwatch.GetTimestamp(), Used());
            Thread.Sleep(500);
            return new Reading((Used() - used).TotalNanoseconds / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        public void Dispose() => _step.Dispose();

        private static TimeSpan Used()
        {
            using var self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        }
    }

    // A bar that is a time of its own, not another contestant's.
    private sealed class Limit(string name, double nanoseconds) : IContestant
    {
        public string Name => name;

        public string Family => "limit";

        public int Threads => 1;

        public void WarmUp(TimeSpan atLeast) { }

        public Reading Measure(TimeSpan window) => new(nanoseconds);

        public void Dispose() { }
    }
}
