using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Spans.Threading;

/// <summary>
/// Threads that share the parts of one job at a time. A worker spins across the short gaps of a training loop and parks when no
/// job comes for <see cref="SpinMilliseconds"/>; a dispatch to a spinning worker takes a fraction of a microsecond and allocates
/// nothing. Parts are claimed, not assigned: the caller takes those that no worker has begun, so a parked or descheduled worker
/// delays nobody. Members beyond the machine's processors have no thread of their own: they would only take turns with those that
/// have.
/// </summary>
/// <remarks>
/// One dispatch runs at a time: a nested or concurrent <see cref="Run{T}"/> executes all its parts on the calling thread.
/// </remarks>
public sealed unsafe partial class Team : IDisposable
{
    /// <summary>The most members.</summary>
    public const int MaxMembers = 32;

    /// <summary>How long a worker without work spins before it parks.</summary>
    public const int SpinMilliseconds = 2;

    private readonly Thread[] _workers;
    // The caller's first, then a worker's each.
    private readonly Berth[] _berths;
    private Mailbox _mail;
    private delegate*<Team, int, uint, int, int, int, void> _execute;
    private void* _job;
    private int _parts;
    private int _busy;
    private int _parked;
    private int _ready;

    /// <summary>A team of the calling thread and up to <paramref name="members"/> − 1 workers.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="members"/> is not between 1 and 32.</exception>
    public Team(int members) : this(members, Environment.ProcessorCount)
    {
    }

    // As on a machine of so many processors.
    internal Team(int members, int processors)
    {
        if (members is < 1 or > MaxMembers) Throw.OutOfRange(nameof(members), members, $"between 1 and {MaxMembers}");
        Members = members;
        _workers = new Thread[Math.Min(members, processors) - 1];
        _berths = new Berth[_workers.Length + 1];
        for (var i = 0; i < _berths.Length; i++) _berths[i] = new Berth();
        for (var i = 0; i < _workers.Length; i++)
        {
            var own = i + 1;
            _workers[i] = new Thread(() => Work(own)) { IsBackground = true, Name = $"Spans team {own}" };
            _workers[i].Start();
        }
        // A thread's start and its first wait allocate: both are over before the first job, however busy the machine.
        while (Volatile.Read(ref _ready) < _workers.Length) Thread.Yield();
    }

    /// <summary>The team of the calling thread alone: needs no disposal.</summary>
    public static Team Single { get; } = new(1);

    /// <summary>The number of threads, the caller's included, that kernels cut their work for.</summary>
    public int Members { get; }

    /// <summary>The threads it started.</summary>
    internal int Workers => _workers.Length;

    /// <summary>The workers that sleep until the next job.</summary>
    internal int ParkedWorkers => Volatile.Read(ref _parked);

    /// <summary>Runs <paramref name="job"/> in <paramref name="parts"/> parts and returns when all are done.</summary>
    /// <param name="job">Copied once; its parts must not throw.</param>
    /// <param name="parts">Between 1 and <see cref="MaxMembers"/>; results must not depend on it where they are to be
    /// reproducible.</param>
    /// <exception cref="ObjectDisposedException">The team was disposed of.</exception>
    public void Run<T>(T job, int parts) where T : struct, ITeamJob => Dispatch(new Whole<T>(job), parts);

    private void Dispatch<T>(T work, int parts) where T : struct, IWork
    {
        if (parts is < 1 or > MaxMembers) Throw.OutOfRange(nameof(parts), parts, $"between 1 and {MaxMembers}");
        if (_mail.Stop) Throw.Disposed(nameof(Team));
        if (parts == 1 || _workers.Length == 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (var part = 0; part < parts; part++) work.Execute(part, parts);
            return;
        }
        // work is on this frame and this frame outlives every claimed part, so its address holds.
        _execute = &Trampoline<T>;
        _job = Unsafe.AsPointer(ref work);
        _parts = parts;
        _mail.Remaining = parts;
        var epoch = (uint)(_mail.Ticket >> 32) + 1;
        var unclaimed = (uint)((1UL << parts) - 1) & ~1u;
        Interlocked.Exchange(ref _mail.Ticket, ((ulong)epoch << 32) | unclaimed);
        if (Volatile.Read(ref _parked) > 0) Wake();
        var (done, finished) = (0, false);
        try
        {
            work.Execute(this, 0, epoch, 0, parts);
            done = 1;
            while (TryClaim(epoch, 0, out var part))
            {
                done++;
                work.Execute(this, 0, epoch, part, parts);
            }
            finished = true;
        }
        finally
        {
            if (done == 0) done = 1 + Abandon(epoch);
            if (Interlocked.Add(ref _mail.Remaining, -done) != 0) Join(epoch, helps: finished);
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Ends the workers. A job under way is finished first.</summary>
    public void Dispose()
    {
        if (_workers.Length == 0) return;
        Volatile.Write(ref _mail.Stop, true);
        Wake();
        foreach (var worker in _workers) worker.Join();
        foreach (var berth in _berths) berth.Dispose();
    }

    private static void Trampoline<T>(Team team, int own, uint epoch, int part, int start, int end) where T : struct, IWork =>
        Unsafe.AsRef<T>(team._job).Execute(team, own, epoch, part, team._parts, start, end);

    private void Work(int own)
    {
        _berths[own - 1].Signal.WaitOne(0);
        Interlocked.Increment(ref _ready);
        var (seen, berth) = (0u, _berths[own]);
        while (AwaitJob(seen, own, berth))
        {
            seen = (uint)(Volatile.Read(ref _mail.Ticket) >> 32);
            while (TryClaim(seen, own, out var part))
            {
                // The claim holds the dispatch open, so these fields are this epoch's.
                _execute(this, own, seen, part, 0, -1);
                Interlocked.Decrement(ref _mail.Remaining);
            }
        }
    }

    // A member prefers the part of its own number: the same slices stay in the same core's cache from step to step.
    private bool TryClaim(uint epoch, int preferred, out int part)
    {
        while (true)
        {
            var ticket = Volatile.Read(ref _mail.Ticket);
            var unclaimed = (uint)ticket;
            if ((uint)(ticket >> 32) != epoch || unclaimed == 0)
            {
                part = 0;
                return false;
            }
            part = (unclaimed & (1u << preferred)) != 0 ? preferred : BitOperations.TrailingZeroCount(unclaimed);
            if (Interlocked.CompareExchange(ref _mail.Ticket, ticket & ~(1UL << part), ticket) == ticket) return true;
        }
    }

    // Takes back every part nobody has begun, after the caller's own part threw.
    private int Abandon(uint epoch)
    {
        var count = 0;
        while (TryClaim(epoch, 0, out _)) count++;
        return count;
    }

    private bool AwaitJob(uint seen, int own, Berth berth)
    {
        var spinner = new Spinner(_workers.Length >= Environment.ProcessorCount);
        while (!Volatile.Read(ref _mail.Stop))
        {
            if ((uint)(Volatile.Read(ref _mail.Ticket) >> 32) != seen) return true;
            if (spinner.IsTimeToHelp && TryHelp(own, seen)) spinner.Restart();
            if (spinner.SpinOnce(SpinMilliseconds)) continue;
            // First asleep, then a last look: whoever publishes a job or stops after that look sees the sleeper and signals it.
            Interlocked.Exchange(ref berth.Asleep, 1);
            Interlocked.Increment(ref _parked);
            if (!Volatile.Read(ref _mail.Stop) && (uint)(Volatile.Read(ref _mail.Ticket) >> 32) == seen) berth.Signal.WaitOne();
            Interlocked.Decrement(ref _parked);
            Interlocked.Exchange(ref berth.Asleep, 0);
        }
        return false;
    }

    private void Join(uint epoch, bool helps)
    {
        var spinner = new Spinner(_workers.Length >= Environment.ProcessorCount);
        while (Volatile.Read(ref _mail.Remaining) != 0)
        {
            if (helps && spinner.IsTimeToHelp && TryHelp(0, epoch)) spinner.Restart();
            spinner.SpinOnce(int.MaxValue);
        }
    }

    private void Wake()
    {
        foreach (var berth in _berths)
            if (Interlocked.Exchange(ref berth.Asleep, 0) != 0) berth.Signal.Set();
    }

    // Where a worker sleeps. An event, not a monitor: a monitor allocates when two threads first meet at it, minutes into a run.
    private sealed class Berth : IDisposable
    {
        public readonly AutoResetEvent Signal = new(false);
        public int Asleep;
        public Desk Desk = new() { Ask = Desk.Closed };

        public void Dispose() => Signal.Dispose();
    }

    /// <summary>Spins, then offers the core to others, then reports that it waited long enough.</summary>
    private struct Spinner(bool oversubscribed)
    {
        private const int PausesBetweenLooks = 32, PausesBeforeHelp = 32;
        private static readonly long s_yieldAfter = Stopwatch.Frequency / 20_000;
        private readonly bool _oversubscribed = oversubscribed;
        private int _count;
        private long _start;

        /// <summary>
        /// After a third of a microsecond, then after ever longer: asking interrupts, and most members end at the same time.
        /// </summary>
        public readonly bool IsTimeToHelp => _count >= PausesBeforeHelp && BitOperations.IsPow2(_count);

        public void Restart() => (_count, _start) = (0, 0);

        public bool SpinOnce(int milliseconds)
        {
            if (X86Base.IsSupported) X86Base.Pause();
            else Thread.SpinWait(1);
            if (++_count % PausesBetweenLooks != 0) return true;
            var now = Stopwatch.GetTimestamp();
            if (_start == 0) _start = now;
            var waited = now - _start;
            if (_oversubscribed || waited > s_yieldAfter) Thread.Yield();
            return waited < Stopwatch.Frequency / 1000 * (long)milliseconds;
        }
    }

    // Each field on its own pair of cache lines: the ticket is read by all, the countdown written by all. While they wait workers
    // look at nothing else: the caller's writes would wait for the line.
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Mailbox
    {
        // High half: epoch. Low half: a bit for every part not yet claimed.
        [FieldOffset(128)] public ulong Ticket;
        [FieldOffset(256)] public int Remaining;
        [FieldOffset(384)] public bool Stop;
    }
}
