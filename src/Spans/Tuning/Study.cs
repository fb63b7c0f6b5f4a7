using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Spans.Threading;

namespace Spans.Tuning;

/// <summary>
/// A search for good hyperparameters: trials suggested by a search, run side by side, journalled so that a study killed at any
/// moment goes on where it was. The same seed gives the same trials and results, whatever the threads and however often it was
/// resumed.
/// </summary>
/// <param name="space">What is varied.</param>
/// <param name="search">What suggests the trials.</param>
/// <param name="begin">Makes a trial of settings; must not share anything that changes with other trials.</param>
/// <param name="options">How it runs.</param>
public sealed class Study(SearchSpace space, ISearch search, Func<TrialSettings, ITrial> begin, StudyOptions? options = null)
{
    private readonly StudyOptions _options = options ?? new StudyOptions();
    private readonly List<TrialResult> _results = [];
    private readonly Dictionary<int, ITrial> _running = [];
    private IProgress<TrialResult>? _progress;
    private StudyJournal? _journal;
    private CancellationToken _cancellation;
    private ExceptionDispatchInfo? _failure;
    private int _next;

    /// <summary>Runs the trials that the journal does not have yet.</summary>
    /// <param name="progress">Told of every result, from the thread that has it.</param>
    /// <param name="cancellationToken">Stops between two trials; what is done is journalled.</param>
    /// <exception cref="StudyException">The journal is damaged or another study's.</exception>
    /// <exception cref="IOException">The journal cannot be read or written.</exception>
    public StudyReport Run(IProgress<TrialResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(begin);
        _options.Check();
        _results.Clear();
        (_progress, _cancellation, _failure) = (progress, cancellationToken, null);
        using var team = new Team(_options.Threads);
        try
        {
            if (_options.Journal is { } path)
                _results.AddRange((_journal = StudyJournal.Open(path, _options.Resume, space, search, _options)).Results);
            var generation = search.Generation(_options.Trials);
            for (var first = 0; first < _options.Trials && !cancellationToken.IsCancellationRequested; first += generation)
                Generation(first, Math.Min(_options.Trials, first + generation), team);
        }
        finally
        {
            foreach (var trial in _running.Values) trial.Dispose();
            _running.Clear();
            _journal?.Dispose();
            _journal = null;
        }
        _results.Sort(Ranking.ByTrialAndRung);
        return new StudyReport(space, [.. _results]);
    }

    private void Generation(int first, int end, Team team)
    {
        var earlier = Before(first);
        var trials = new List<Suggestion>();
        for (var trial = first; trial < end; trial++)
        {
            var point = new double[space.Dimensions.Count];
            search.Suggest(trial, _options.Seed, space, earlier, point);
            trials.Add(new Suggestion(trial, point, space.At(point)));
        }
        for (var rung = 0; trials.Count > 0; rung++)
        {
            Rung(trials, rung, team);
            if (BudgetOf(rung) >= _options.Budget || _cancellation.IsCancellationRequested) break;
            trials = Promoted(trials, rung);
        }
        foreach (var trial in _running.Values) trial.Dispose();
        _running.Clear();
    }

    private void Rung(List<Suggestion> trials, int rung, Team team)
    {
        var open = new List<Suggestion>();
        foreach (var trial in trials) if (Find(trial.Trial, rung) is null) open.Add(trial);
        _next = 0;
        if (open.Count > 0) team.Run(new Work(this, open, rung), team.Members);
        _failure?.Throw();
    }

    // The best of a rung; those that failed never.
    private List<Suggestion> Promoted(List<Suggestion> trials, int rung)
    {
        var results = new List<TrialResult>();
        foreach (var trial in trials) if (Find(trial.Trial, rung) is { } result) results.Add(result);
        var best = Ranking.Best(results, Math.Max(1, trials.Count / _options.Halving));
        var promoted = new List<Suggestion>();
        foreach (var trial in trials)
        {
            if (best.Exists(result => result.Trial == trial.Trial)) promoted.Add(trial);
            else if (_running.Remove(trial.Trial, out var ended)) ended.Dispose();
        }
        return promoted;
    }

    private void Evaluate(Suggestion trial, int rung)
    {
        if (_cancellation.IsCancellationRequested || _failure is not null) return;
        var start = Stopwatch.GetTimestamp();
        var (status, score, reason, steps) = (TrialStatus.Done, double.NaN, "", 0L);
        try
        {
            var running = Running(trial, rung);
            var before = running.Steps;
            score = running.Run(BudgetOf(rung));
            steps = running.Steps - before;
            if (!double.IsFinite(score)) (status, score, reason) = (TrialStatus.Failed, double.NaN, "the score was not finite");
        }
        catch (InfeasibleException limit)
        {
            (status, score, reason) = (TrialStatus.Infeasible, double.NaN, limit.Message);
        }
        catch (Exception failure) when (
            failure is ArgumentException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            (status, score, reason) = (TrialStatus.Failed, double.NaN, failure.Message);
        }
        Add(new TrialResult
        {
            Trial = trial.Trial,
            Rung = rung,
            Point = trial.Point,
            Settings = trial.Settings,
            Status = status,
            Score = score,
            Steps = steps,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Reason = reason,
        });
    }

    // A trial whose earlier rungs came from the journal begins anew and catches up: it depends on settings and budget alone.
    private ITrial Running(Suggestion trial, int rung)
    {
        lock (_running) if (_running.TryGetValue(trial.Trial, out var known)) return known;
        var made = begin(trial.Settings);
        lock (_running) _running[trial.Trial] = made;
        if (rung > 0) made.Run(BudgetOf(rung - 1));
        return made;
    }

    private int BudgetOf(int rung)
    {
        if (_options.Halving == 0) return _options.Budget;
        long budget = _options.FirstBudget;
        for (; rung > 0 && budget < _options.Budget; rung--) budget *= _options.Halving;
        return (int)Math.Min(budget, _options.Budget);
    }

    private void Add(TrialResult result)
    {
        lock (_results)
        {
            _journal?.Append(result);
            _results.Add(result);
            _progress?.Report(result);
        }
    }

    private TrialResult? Find(int trial, int rung)
    {
        foreach (var result in _results) if (result.Trial == trial && result.Rung == rung) return result;
        return null;
    }

    private List<TrialResult> Before(int trial)
    {
        var earlier = new List<TrialResult>();
        foreach (var result in _results) if (result.Trial < trial) earlier.Add(result);
        earlier.Sort(Ranking.ByTrialAndRung);
        return earlier;
    }

    private sealed record Suggestion(int Trial, double[] Point, TrialSettings Settings);

    // Failures of trials are results; those of the journal are kept for the caller.
    private readonly struct Work(Study study, List<Suggestion> trials, int rung) : ITeamJob
    {
        // Each thread takes the next trial that nobody has begun.
        public void Execute(int part, int parts)
        {
            for (var i = study.Next(); i < trials.Count; i = study.Next()) study.Guarded(trials[i], rung);
        }
    }

    private int Next() => Interlocked.Increment(ref _next) - 1;

    private void Guarded(Suggestion trial, int rung)
    {
        try
        {
            Evaluate(trial, rung);
        }
        catch (Exception failure)
        {
            // A full disk, say: thrown again on the caller's thread.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }
    }
}
