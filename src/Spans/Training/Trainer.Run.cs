using System.Diagnostics;
using Spans.Data;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>The clocks and counters of one call of Fit.</summary>
    private struct Run(Accuracy accuracy, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        private AllocationMeter _meter;
        private long _start;
        private long _lastReport;
        private long _epochTicks;
        private long _totalTicks;
        private long _epochRows;
        private long _totalRows;
        private int _epochSteps;
        private double _weightedLoss;

        internal readonly CancellationToken CancellationToken => cancellationToken;

        internal void BeginEpoch()
        {
            accuracy.Reset();
            (_epochRows, _epochTicks, _epochSteps, _weightedLoss) = (0, 0, 0, 0);
            _meter.Resume();
            _start = _lastReport = Stopwatch.GetTimestamp();
        }

        internal void Step(int epoch, BatchLoader loader, double loss, scoped in Batch batch, ReadOnlySpan<float> prediction)
        {
            if (!batch.Labels.IsEmpty) accuracy.Add(prediction, batch.Labels);
            var rows = batch.Count;
            _meter.Step();
            _epochSteps++;
            _epochRows += rows;
            _weightedLoss += loss * rows;
            if (progress is null) return;
            var now = Stopwatch.GetTimestamp();
            if (now - _lastReport < s_progressInterval) return;
            // A report may allocate and take its time: neither counts as training.
            _meter.Pause();
            _epochTicks += now - _start;
            progress.Report(new StepProgress(epoch, _epochSteps, loader.Batches, _weightedLoss / _epochRows, PerSecond(_epochRows, _epochTicks)));
            _meter.Resume();
            _start = _lastReport = Stopwatch.GetTimestamp();
        }

        internal void EndSteps()
        {
            _epochTicks += Stopwatch.GetTimestamp() - _start;
            _meter.Pause();
            _totalTicks += _epochTicks;
            _totalRows += _epochRows;
        }

        internal readonly EpochReport Report(int epoch, long steps, Evaluation? validation, float learningRate) => new()
        {
            Epoch = epoch,
            Steps = steps,
            TrainLoss = _weightedLoss / Math.Max(1, _epochRows),
            TrainAccuracy = accuracy.Rows == 0 ? null : accuracy.Value,
            Validation = validation,
            LearningRate = learningRate,
            Seconds = (double)_epochTicks / Stopwatch.Frequency,
            SamplesPerSecond = PerSecond(_epochRows, _epochTicks),
        };

        internal readonly TrainingResult Result(
            StopReason reason, string explanation, IReadOnlyList<EpochReport> history, int bestEpoch, long steps) => new()
            {
                StopReason = reason,
                Explanation = explanation,
                History = history,
                BestEpoch = bestEpoch,
                Steps = steps,
                Seconds = (double)_totalTicks / Stopwatch.Frequency,
                SamplesPerSecond = PerSecond(_totalRows, _totalTicks),
                AllocatedBytesPerStep = _meter.Steps == 0 ? null : (double)_meter.Bytes / _meter.Steps,
                Collections = _meter.Collections,
            };

        private static double PerSecond(long rows, long ticks) => ticks == 0 ? 0 : rows * (double)Stopwatch.Frequency / ticks;
    }
}
