using System.Diagnostics;

namespace Spans.Training;

/// <summary>Times the steps of one call of Fit, counts what they allocate and reports their progress.</summary>
internal struct RunClock(TrainingRun run, IProgress<StepProgress>? progress, int stepsPerEpoch)
{
    private static readonly long s_interval = Stopwatch.Frequency / 10;
    private AllocationMeter _meter;
    private long _start;
    private long _lastReport;

    /// <summary>Steps begin, or go on.</summary>
    internal void Start()
    {
        _meter.Resume();
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Steps are over, or something that is none comes between.</summary>
    internal void Stop()
    {
        run.EpochTicks += Stopwatch.GetTimestamp() - _start;
        _meter.Pause();
    }

    internal void Step()
    {
        _meter.Step();
        if (progress is null) return;
        var now = Stopwatch.GetTimestamp();
        if (_lastReport == 0) _lastReport = _start;
        if (now - _lastReport < s_interval) return;
        // A report may allocate and take its time: neither counts as training.
        Stop();
        progress.Report(
            new StepProgress(run.Epoch, run.EpochSteps, stepsPerEpoch, run.MeanLoss, PerSecond(run.Position, run.EpochTicks)));
        Start();
        _lastReport = _start;
    }

    internal readonly TrainingResult Result(StopReason reason, string explanation, long steps)
    {
        var ticks = run.PastTicks + run.EpochTicks;
        return new TrainingResult
        {
            StopReason = reason,
            Explanation = explanation,
            History = [.. run.History],
            BestEpoch = run.Best.Epoch,
            Steps = steps,
            Seconds = (double)ticks / Stopwatch.Frequency,
            SamplesPerSecond = PerSecond(run.PastRows + run.Position, ticks),
            AllocatedBytesPerStep = _meter.Steps == 0 ? null : (double)_meter.Bytes / _meter.Steps,
            Collections = _meter.Collections,
        };
    }

    internal static double PerSecond(long rows, long ticks) => ticks == 0 ? 0 : rows * (double)Stopwatch.Frequency / ticks;
}
