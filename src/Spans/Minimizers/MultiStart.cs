using System.Numerics;
using System.Runtime.ExceptionServices;
using Spans.Threading;

namespace Spans.Minimizers;

/// <summary>
/// Runs a minimizer from many starts in a box and keeps the best end and every distinct minimum found. Start i depends on the
/// seed and i alone, so results are the same for any number of threads.
/// </summary>
public sealed record MultiStart
{
    /// <summary>What runs from each start.</summary>
    public required IMinimizer Minimizer { get; init; }

    /// <summary>How many starts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Starts { get; init { Throw.IfNotPositive(value, nameof(Starts)); field = value; } } = 20;

    /// <summary>How the starts are drawn.</summary>
    public Sampling Sampling { get; init; } = Sampling.LatinHypercube;

    /// <summary>Of the draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>When each run ends.</summary>
    public StopRules Stop { get; init; } = StopRules.Default;

    /// <summary>Two ends this near, in units of max(1, ‖x‖), are the same minimum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not a number.</exception>
    public double Distinct
    {
        get;
        init
        {
            if (!(value >= 0)) Throw.OutOfRange(nameof(Distinct), value, "zero or more");
            field = value;
        }
    } = 1e-4;

    /// <summary>Runs one start after the other, drawn between the problem's own bounds.</summary>
    /// <exception cref="ArgumentException">A variable is not bounded on both sides, or the problem is refused.</exception>
    public MultiStartResult<T> Minimize<T>(Problem<T> problem) where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Minimize(problem, problem.Lower.Span, problem.Upper.Span);
    }

    /// <summary>Runs one start after the other, drawn between <paramref name="lower"/> and <paramref name="upper"/>.</summary>
    /// <param name="problem">What to minimise.</param>
    /// <param name="lower">[n], finite.</param>
    /// <param name="upper">[n], finite. The box of the starts; it does not bound the runs.</param>
    /// <exception cref="ArgumentException">The box does not fit or is not finite, or the problem is refused.</exception>
    public MultiStartResult<T> Minimize<T>(Problem<T> problem, ReadOnlySpan<T> lower, ReadOnlySpan<T> upper)
        where T : struct, IFloatingPointIeee754<T> => Minimize(_ => problem, lower, upper, Team.Single);

    /// <summary>Runs the starts on a team.</summary>
    /// <param name="problems">
    /// Gives the problem of each of the team's parts, from 0: instances of their own where functions keep scratch. They must
    /// state the same problem.
    /// </param>
    /// <param name="lower">[n], finite.</param>
    /// <param name="upper">[n], finite. The box of the starts; it does not bound the runs.</param>
    /// <param name="team">The threads.</param>
    /// <exception cref="ArgumentException">The box does not fit or is not finite, or the problem is refused.</exception>
    public MultiStartResult<T> Minimize<T>(
        Func<int, Problem<T>> problems, ReadOnlySpan<T> lower, ReadOnlySpan<T> upper, Team team)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(team);
        var parts = Math.Min(team.Members, Starts);
        var own = new Problem<T>[parts];
        for (var part = 0; part < parts; part++) own[part] = problems(part);
        var n = own[0].Dimension;
        Throw.IfNotLength(lower.Length, n);
        Throw.IfNotLength(upper.Length, n);
        var points = new T[Starts * n];
        StartPoints.Fill(Sampling, Seed, lower, upper, points);
        var runs = new Runs<T>(this, own, points);
        team.Run(new Job<T>(runs), parts);
        runs.Failure?.Throw();
        return MultiStartResult<T>.Of(runs.Solutions, own[0].Sense, Distinct);
    }

    // Parts take starts as they become free; each start's result has its own place.
    private sealed class Runs<T>(MultiStart settings, Problem<T>[] problems, T[] points)
        where T : struct, IFloatingPointIeee754<T>
    {
        private int _next;

        public Solution<T>[] Solutions { get; } = new Solution<T>[settings.Starts];

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Take(int part)
        {
            var n = problems[part].Dimension;
            for (var i = Interlocked.Increment(ref _next) - 1; i < Solutions.Length; i = Interlocked.Increment(ref _next) - 1)
            {
                try
                {
                    Solutions[i] = settings.Minimizer.Minimize(problems[part], points.AsSpan(i * n, n), settings.Stop);
                }
                catch (Exception exception)
                {
                    // A part must not throw: the caller's thread does, once all have stopped.
                    Failure ??= ExceptionDispatchInfo.Capture(exception);
                    Interlocked.Exchange(ref _next, Solutions.Length);
                }
            }
        }
    }

    private readonly struct Job<T>(Runs<T> runs) : ITeamJob where T : struct, IFloatingPointIeee754<T>
    {
        public void Execute(int part, int parts) => runs.Take(part);
    }
}
