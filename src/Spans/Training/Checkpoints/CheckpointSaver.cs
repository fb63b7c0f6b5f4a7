using System.Diagnostics;

namespace Spans.Training;

/// <summary>Saves a training as often as its options say, on the training's own thread and between steps.</summary>
internal sealed class CheckpointSaver
{
    private readonly Trainer _trainer;
    private readonly CheckpointOptions _options;
    private long _lastTime = Stopwatch.GetTimestamp();

    internal CheckpointSaver(Trainer trainer, CheckpointOptions options)
    {
        (_trainer, _options) = (trainer, options);
        CheckpointFolder.Prepare(options.Folder);
    }

    /// <summary>Whether one is to be saved after the step just done.</summary>
    internal bool IsDue => (_options.Steps > 0 && _trainer.Steps % _options.Steps == 0)
        || (_options.Interval > TimeSpan.Zero && Stopwatch.GetElapsedTime(_lastTime) >= _options.Interval);

    internal void AfterEpoch(int epoch)
    {
        if (_options.Epochs > 0 && epoch % _options.Epochs == 0) Save();
    }

    /// <summary>The last: what a longer training can go on from.</summary>
    internal void AtEnd() => Save();

    internal void Save()
    {
        _trainer.SaveCheckpoint(CheckpointFolder.FileOf(_options.Folder, _trainer.Steps));
        // The new one is on disk by now.
        CheckpointFolder.Prune(_options.Folder, _options.Keep);
        _lastTime = Stopwatch.GetTimestamp();
    }
}
