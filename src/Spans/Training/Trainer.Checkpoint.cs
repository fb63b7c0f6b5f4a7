using Spans.Data;
using Spans.Networks;

namespace Spans.Training;

public sealed partial class Trainer
{
    internal Span<float> OptimizerState => _optimizerState.Span;

    internal ReadOnlySpan<double> OptimizerScalars => _optimizerScalars;

    internal ReadOnlySpan<double> ScheduleState => _scheduleState;

    /// <summary>
    /// Saves all that training needs to go on as if it had never stopped: parameters, layer state, the optimizer's state, the
    /// place in schedule, epoch and data, the best parameters so far and the history. The file is also a model. A crash leaves
    /// the old file or the new. Call it between steps: from an epoch's report, after Fit, or in a loop of one's own. What it
    /// allocates is gone when it returns.
    /// </summary>
    /// <exception cref="InvalidOperationException">A step of Fit is under way.</exception>
    /// <exception cref="NotSupportedException">A layer is not of a kind in the catalogue, or the file would pass 2^31
    /// bytes.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public void SaveCheckpoint(string path)
    {
        if (_isFitting && _isStepping)
            throw new InvalidOperationException("A checkpoint cannot be saved within a step, only between steps.");
        if (_run is { Views: var (train, validation) } run) run.Data ??= DataFingerprint.Of(train, validation);
        // After Fit the best parameters are in the network, and those it would go on from are not.
        var best = _run?.Best is { IsInNetwork: true } kept ? kept : null;
        best?.Exchange();
        try
        {
            CheckpointFile.Save(this, _run, path);
        }
        finally
        {
            best?.Exchange();
        }
    }

    /// <summary>
    /// Goes to where a checkpoint was made; Fit then goes on from there, bit for bit as if it had never stopped, at any number of
    /// threads. <see cref="TrainerOptions.Epochs"/> may be other than they were unless the schedule depends on them.
    /// </summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="train">The rows that Fit will be given, so that other rows are refused here; null to have Fit refuse
    /// them.</param>
    /// <param name="validation">The validation rows that Fit will be given.</param>
    /// <exception cref="ModelFileException">The file is damaged, foreign or newer. Nothing has changed.</exception>
    /// <exception cref="CheckpointException">It is of another network, other data or other options. Nothing has
    /// changed.</exception>
    /// <exception cref="IOException">The file cannot be read. Nothing has changed.</exception>
    public void Resume(string path, DataView? train = null, DataView? validation = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_isFitting) throw new InvalidOperationException("Training cannot be resumed while Fit trains.");
        var data = train is null ? null : DataFingerprint.Of(train, validation);
        var run = CheckpointFile.Load(this, data, path);
        DropRun();
        _run = run;
        if (run is null) return;
        run.AwaitsFit = true;
        if (data is not null && run.Data is not null) run.Data = data;
    }

    internal void GoTo(long steps, ReadOnlySpan<double> scalars, ReadOnlySpan<double> schedule)
    {
        Steps = steps;
        scalars.CopyTo(_optimizerScalars);
        schedule.CopyTo(_scheduleState);
        _lastRows = 0;
    }

    private void DropRun()
    {
        _run?.Dispose();
        _run = null;
    }
}
