using System.Diagnostics;
using System.Globalization;
using Spans.Minimizers;

namespace Spans.Training;

/// <summary>
/// Sees every iterate of a <see cref="FullBatchTrainer"/>: keeps the history, validates, and cancels where a rule of the options
/// says so.
/// </summary>
internal sealed class FullBatchWatch : IMinimizerObserver<float>, IDisposable
{
    // Iterations that compile code and fill the workspace.
    private const int WarmUp = 3;

    private readonly FullBatchOptions _options;
    private readonly NetworkObjective _objective;
    private readonly Func<ReadOnlySpan<float>, Evaluation?> _validate;
    private readonly IProgress<EpochReport>? _epochs;
    private readonly BestParameters _best;
    private readonly CancellationTokenSource _stop;
    private readonly List<EpochReport> _history;
    private readonly int _rows;
    private Convergence _convergence;
    private AllocationMeter _meter = new(WarmUp);
    private long _start;
    private long _ticks;
    private long _sweeps;

    internal FullBatchWatch(FullBatchOptions options, NetworkObjective objective, int rows, BestParameters best,
        Func<ReadOnlySpan<float>, Evaluation?> validate, IProgress<EpochReport>? epochs, CancellationToken cancellation)
    {
        (_options, _objective, _rows, _best, _validate, _epochs) = (options, objective, rows, best, validate, epochs);
        _history = new List<EpochReport>(Math.Min(options.Iterations, 10_000));
        _convergence = new Convergence(options.Tolerance, options.ConvergenceIterations);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Iterations done before a checkpoint that training goes on from.</summary>
    internal long Before { get; set; }

    internal CancellationToken Token => _stop.Token;

    internal IReadOnlyList<EpochReport> History => _history;

    /// <summary>Why it cancelled; null if it did not.</summary>
    internal (StopReason Reason, string Explanation)? Verdict { get; private set; }

    internal double Seconds => (double)_ticks / Stopwatch.Frequency;

    internal double? BytesPerIteration => _meter.Steps == 0 ? null : (double)_meter.Bytes / _meter.Steps;

    internal int Collections => _meter.Collections;

    public void Observe(in MinimizerProgress progress, ReadOnlySpan<float> x)
    {
        var ticks = Stopwatch.GetTimestamp() - _start;
        _meter.Step();
        _meter.Pause();
        if (progress.Iteration > 0) Report(progress, x, ticks);
        _meter.Resume();
        _sweeps = _objective.Sweeps;
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Does something that is no part of training: neither its time nor its memory counts.</summary>
    internal void Aside<TState>(TState state, Action<TState> work)
    {
        var start = Stopwatch.GetTimestamp();
        _meter.Pause();
        work(state);
        _meter.Resume();
        _start += Stopwatch.GetTimestamp() - start;
    }

    public void Dispose() => _stop.Dispose();

    private void Report(in MinimizerProgress progress, ReadOnlySpan<float> x, long ticks)
    {
        _ticks += ticks;
        var accuracy = _objective.Accuracy;
        var (rows, seconds) = ((_objective.Sweeps - _sweeps) * _rows, (double)ticks / Stopwatch.Frequency);
        var right = accuracy.Rows == 0 ? default(double?) : accuracy.Value;
        var scores = _validate(x);
        _history.Add(new EpochReport
        {
            Epoch = (int)Before + progress.Iteration,
            Steps = Before + progress.Iteration,
            TrainLoss = progress.Value - _objective.Penalty(x),
            TrainAccuracy = right,
            Validation = scores,
            LearningRate = float.NaN,
            Seconds = seconds,
            SamplesPerSecond = ticks == 0 ? 0 : rows / seconds,
        });
        _epochs?.Report(_history[^1]);
        _best.Offer((int)Before + progress.Iteration, scores?.Loss);
        _convergence.Note(progress.Value);
        if (_options.Patience > 0 && _best.Stale >= _options.Patience)
            Stop(StopReason.EarlyStop,
                $"the validation loss did not fall for {_best.Stale} iterations; the parameters are those of iteration {_best.Epoch}");
        else if (_convergence.IsReached)
            Stop(StopReason.Converged, string.Create(CultureInfo.InvariantCulture,
                $"the training loss changed by less than {_options.Tolerance} for {_options.ConvergenceIterations} iterations"));
    }

    private void Stop(StopReason reason, string explanation)
    {
        Verdict = (reason, explanation);
        _stop.Cancel();
    }
}
