using System.Diagnostics;
using System.Globalization;
using Spans.Data;
using Spans.Losses;
using Spans.Networks;

namespace Spans.Training;

/// <summary>
/// Where a call of Fit stands: all that a checkpoint keeps besides parameters, layer state and the optimizer's state.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly Accuracy _accuracy;
    private Convergence _convergence;

    internal TrainingRun(Network network, ILoss loss, TrainerOptions options)
    {
        _options = options;
        _accuracy = new Accuracy(network.Output.Elements, loss.Link is Link.Identity ? 0.5f : 0);
        _convergence = new Convergence(options.Tolerance, options.ConvergenceEpochs);
        Best = new BestParameters(network, keep: options.Patience > 0);
    }

    /// <summary>The epoch under way, from 1.</summary>
    internal int Epoch { get; set; } = 1;

    /// <summary>Its rows that were trained on.</summary>
    internal int Position { get; set; }

    /// <summary>Its steps.</summary>
    internal int EpochSteps { get; set; }

    /// <summary>Σ loss × rows over its steps.</summary>
    internal double WeightedLoss { get; set; }

    /// <summary>Rows that its accuracy counts, and those of them that were right.</summary>
    internal (long Rows, long Right) Counted
    {
        get => (_accuracy.Rows, _accuracy.Right);
        set => _accuracy.GoTo(value.Rows, value.Right);
    }

    /// <summary>Ticks of its steps so far.</summary>
    internal long EpochTicks { get; set; }

    /// <summary>Ticks of the steps of all epochs before.</summary>
    internal long PastTicks { get; set; }

    /// <summary>Rows of all epochs before.</summary>
    internal long PastRows { get; set; }

    /// <summary>Every epoch finished.</summary>
    internal List<EpochReport> History { get; } = [];

    /// <summary>The best parameters so far.</summary>
    internal BestParameters Best { get; }

    /// <summary>What the convergence test remembers.</summary>
    internal (double Last, int Calm) Convergence
    {
        get => (_convergence.Last, _convergence.Calm);
        set => _convergence.GoTo(value.Last, value.Calm);
    }

    /// <summary>What the rows are that it trains on; null where nobody has asked.</summary>
    internal DataFingerprint? Data { get; set; }

    /// <summary>The rows themselves, once Fit has been given them.</summary>
    internal (DataView Train, DataView? Validation)? Views { get; set; }

    /// <summary>Whether it came from a checkpoint and Fit has yet to go on with it.</summary>
    internal bool AwaitsFit { get; set; }

    internal double MeanLoss => WeightedLoss / Math.Max(1, Position);

    /// <summary>
    /// Why there is no next epoch; null if there is one. A function of what is kept alone, so that it holds after resuming.
    /// </summary>
    internal (StopReason, string)? End()
    {
        if (_options.Patience > 0 && Best.Stale >= _options.Patience)
            return (StopReason.EarlyStop,
                $"the validation loss did not fall for {Best.Stale} epochs; the parameters are those of epoch {Best.Epoch}");
        if (_convergence.IsReached)
            return (StopReason.Converged, string.Create(CultureInfo.InvariantCulture,
                $"the training loss changed by less than {_options.Tolerance} for {_options.ConvergenceEpochs} epochs"));
        return Epoch > _options.Epochs ? (StopReason.Epochs, $"all {_options.Epochs} epochs were run") : null;
    }

    /// <summary>Notes a step.</summary>
    internal void Add(double loss, scoped in Batch batch, ReadOnlySpan<float> prediction)
    {
        if (!batch.Labels.IsEmpty) _accuracy.Add(prediction, batch.Labels);
        EpochSteps++;
        Position += batch.Count;
        WeightedLoss += loss * batch.Count;
    }

    /// <summary>Notes an epoch's end, and stands before the next.</summary>
    internal EpochReport EndEpoch(long steps, Evaluation? validation, float learningRate)
    {
        var report = new EpochReport
        {
            Epoch = Epoch,
            Steps = steps,
            TrainLoss = MeanLoss,
            TrainAccuracy = _accuracy.Rows == 0 ? null : _accuracy.Value,
            Validation = validation,
            LearningRate = learningRate,
            Seconds = (double)EpochTicks / Stopwatch.Frequency,
            SamplesPerSecond = RunClock.PerSecond(Position, EpochTicks),
        };
        History.Add(report);
        Best.Offer(Epoch, validation?.Loss);
        _convergence.Note(report.TrainLoss);
        PastTicks += EpochTicks;
        PastRows += Position;
        Epoch++;
        (Position, EpochSteps, WeightedLoss, EpochTicks) = (0, 0, 0, 0);
        _accuracy.Reset();
        return report;
    }

    /// <inheritdoc/>
    public void Dispose() => Best.Dispose();
}
