namespace Spans.Threading;

public sealed unsafe partial class Team
{
    /// <summary>
    /// Runs <paramref name="job"/> in <paramref name="parts"/> parts and returns when all are done. Members that are done early
    /// take over items of those that are not, so a core that others slow down delays nobody by more than a few items.
    /// </summary>
    /// <param name="job">Copied once; must not throw.</param>
    /// <param name="parts">Between 1 and <see cref="MaxMembers"/>; results must not depend on it where they are to be
    /// reproducible.</param>
    /// <exception cref="ObjectDisposedException">The team was disposed of.</exception>
    public void Share<T>(T job, int parts) where T : struct, IDivisibleJob => Dispatch(new Divisible<T>(job), parts);

    /// <summary>Answers who asks at desk <paramref name="own"/>: gives the last half of the items from <paramref name="next"/> to
    /// <paramref name="end"/>, if there is more than one, and returns where what is left ends.</summary>
    internal int Give(ref Desk own, uint epoch, int part, int next, int end)
    {
        var ask = own.Ask;
        // One that asks for what an earlier job left comes too late.
        var given = (uint)(ask >> 32) == epoch ? (end - next) / 2 : 0;
        // Counts as one part more, while its giver's own part still holds the dispatch open.
        if (given > 0) Interlocked.Increment(ref _mail.Remaining);
        Volatile.Write(ref own.Ask, Desk.Nobody);
        Answer(ask, part, end - given, end);
        return end - given;
    }

    private void Answer(ulong ask, int part, int start, int end)
    {
        ref var desk = ref _berths[(int)(uint)ask - 1].Desk;
        (desk.Part, desk.Start, desk.End) = (part, start, end);
        Volatile.Write(ref desk.Answered, true);
    }

    // Asks one after the other and runs what the first gives that has something.
    private bool TryHelp(int own, uint epoch)
    {
        ref var mine = ref _berths[own].Desk;
        for (var i = 1; i < _berths.Length; i++)
        {
            ref var ask = ref _berths[(own + i) % _berths.Length].Desk.Ask;
            if (Volatile.Read(ref ask) != Desk.Nobody) continue;
            mine.Answered = false;
            var name = ((ulong)epoch << 32) | (uint)(own + 1);
            if (Interlocked.CompareExchange(ref ask, name, Desk.Nobody) != Desk.Nobody) continue;
            // Whoever is asked answers at the end of an item.
            var spinner = new Spinner(_workers.Length >= Environment.ProcessorCount);
            while (!Volatile.Read(ref mine.Answered)) spinner.SpinOnce(int.MaxValue);
            if (mine.Start == mine.End) continue;
            // What was given holds the dispatch open, so the job is still there.
            _execute(this, own, epoch, mine.Part, mine.Start, mine.End);
            Interlocked.Decrement(ref _mail.Remaining);
            return true;
        }
        return false;
    }

    /// <summary>A job as members run it.</summary>
    private interface IWork
    {
        /// <summary>All of a part, for one who shares with nobody.</summary>
        void Execute(int part, int parts);

        /// <summary>Member <paramref name="own"/> runs all of a part, or the given items of it.</summary>
        void Execute(Team team, int own, uint epoch, int part, int parts, int start = 0, int end = -1);
    }

    private readonly struct Whole<T>(T job) : IWork where T : struct, ITeamJob
    {
        private readonly T _job = job;

        public void Execute(int part, int parts) => _job.Execute(part, parts);

        public void Execute(Team team, int own, uint epoch, int part, int parts, int start, int end) => _job.Execute(part, parts);
    }

    private readonly struct Divisible<T>(T job) : IWork where T : struct, IDivisibleJob
    {
        private readonly T _job = job;

        public void Execute(int part, int parts)
        {
            var portion = new Portion(0, _job.Items(part, parts));
            _job.Execute(part, parts, ref portion);
        }

        public void Execute(Team team, int own, uint epoch, int part, int parts, int start, int end)
        {
            ref var desk = ref team._berths[own].Desk;
            var portion = new Portion(team, ref desk, epoch, part, start, end < 0 ? _job.Items(part, parts) : end);
            Volatile.Write(ref desk.Ask, Desk.Nobody);
            try
            {
                _job.Execute(part, parts, ref portion);
            }
            finally
            {
                var ask = Interlocked.Exchange(ref desk.Ask, Desk.Closed);
                if (ask != Desk.Nobody) team.Answer(ask, part, 0, 0);
            }
        }
    }
}
