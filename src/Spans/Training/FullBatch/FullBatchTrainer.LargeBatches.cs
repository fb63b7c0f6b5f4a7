using System.Diagnostics;
using Spans.Data;
using Spans.Minimizers;
using Spans.Networks;

namespace Spans.Training;

public sealed partial class FullBatchTrainer
{
    private MinimizerState? _resumed;

    /// <summary>
    /// Goes to where a checkpoint was made, at a change of the large batch; Fit then goes on from there, bit for bit as if it had
    /// never stopped, at any number of threads. <see cref="FullBatchOptions.Iterations"/> may be more than they were: they count
    /// from the start.
    /// </summary>
    /// <exception cref="InvalidOperationException">The options have no large batches.</exception>
    /// <exception cref="ModelFileException">The file is damaged, foreign or newer. Nothing has changed.</exception>
    /// <exception cref="CheckpointException">It is of another network, other rows or other options. Nothing has
    /// changed.</exception>
    /// <exception cref="IOException">The file cannot be read. Nothing has changed.</exception>
    public void Resume(string path, DataView? train = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Options.LargeBatchSize == 0) throw new InvalidOperationException(
            "Training on all rows at once cannot go on from a checkpoint; that on large batches can.");
        _resumed = MinimizerCheckpoint.Load(this, path, train is null ? null : DataFingerprint.Of(train, null));
    }

    /// <summary>Iterations before the checkpoint resumed from; 0 without one.</summary>
    public long Iterations => _resumed?.Iterations ?? 0;

    /// <summary>Room for what the minimizer carries from one batch to the next.</summary>
    internal MinimizerMemory<float> NewMemory() => new(2 * _packed.Count * Minimizer switch
    {
        LBfgs lbfgs => lbfgs.Memory,
        ConjugateGradient cg => cg.Memory,
        TrustRegionNewtonCg newton => newton.Memory,
        _ => 0,
    });

    internal int ParameterCount => _packed.Count;

    private static bool TakesLargeBatches(IMinimizer minimizer) => minimizer is LBfgs or ConjugateGradient or TrustRegionNewtonCg;

    private LargeBatches? NewBatches(DataView train) =>
        Options.LargeBatchSize == 0 || Options.LargeBatchSize >= train.Count ? null
        : new LargeBatches(Options.LargeBatchSize, train.Count, Options.IterationsPerBatch);

    // From where a checkpoint left off, if one was read since the last call.
    private void Begin(LargeBatches? batches, DataView train, FullBatchWatch watch)
    {
        _workspace.Memory = batches is null ? null : NewMemory();
        if (batches is null) return;
        // Epochs other than the first are shuffled when the first pass asks for them.
        var rows = Options.Checkpoints is null && _resumed is null ? null : DataFingerprint.Of(train, null);
        if (_resumed is { } state)
        {
            new DataFingerprint(state.Rows, null).Require(rows!);
            (batches.Number, batches.Iterations, watch.Before, _workspace.Memory) =
                (state.Batch, state.Iterations, state.Iterations, state.Memory);
            _resumed = null;
        }
        if (Options.Checkpoints is not { } options) return;
        CheckpointFolder.Prepare(options.Folder);
        var (last, lastTime) = (batches.Iterations, Stopwatch.GetTimestamp());
        batches.Changing = x =>
        {
            var every = Math.Max(options.Epochs, options.Steps);
            var due = (every > 0 && batches.Iterations - last >= every)
                || (options.Interval > TimeSpan.Zero && Stopwatch.GetElapsedTime(lastTime) >= options.Interval);
            if (!due) return;
            _packed.Unpack(x, Network.Parameters);
            var state = new MinimizerState(batches.Number, batches.Iterations, rows!.Train, _workspace.Memory!);
            watch.Aside((this, state, options), static o =>
            {
                MinimizerCheckpoint.Save(o.Item1, o.state, CheckpointFolder.FileOf(o.options.Folder, o.state.Iterations));
                CheckpointFolder.Prune(o.options.Folder, o.options.Keep);
            });
            (last, lastTime) = (batches.Iterations, Stopwatch.GetTimestamp());
        };
    }
}
