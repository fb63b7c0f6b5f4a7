using System.Globalization;
using Spans.Chains;
using Spans.Networks;

namespace Spans.Training;

/// <summary>
/// All tensors of a training: the model's own names for parameters and layer state, <c>optimizer.0.…</c> for its moments,
/// <c>best.…</c> for the best parameters so far, <c>history.3.confusion</c> for an epoch's matrix.
/// </summary>
internal sealed class TrainingTensors(Trainer trainer, TrainingRun? run) : ITensors
{
    // A matrix grows with the square of its classes; beyond this a checkpoint does without.
    private const int MostClasses = 128;

    internal static bool Keeps(ConfusionMatrix? confusion) => confusion is { Classes: <= MostClasses };

    /// <inheritdoc/>
    public void Visit(ITensorSink sink)
    {
        var network = trainer.Network;
        ChainPlan chain = network.Plan.Chain;
        ModelTensors.Visit(chain, sink, "", network.Parameters, network.State);
        var length = network.Parameters.Length;
        for (var k = 0; k < trainer.Optimizer.StatePerParameter; k++)
            ModelTensors.VisitLike(chain, sink, string.Create(CultureInfo.InvariantCulture, $"optimizer.{k}."),
                trainer.OptimizerState.Slice(k * length, length));
        if (run is null) return;
        if (run.Best.IsKept) ModelTensors.Visit(chain, sink, "best.", run.Best.Parameters, run.Best.State);
        foreach (var report in run.History)
            if (report.Validation?.Confusion is { } confusion && Keeps(confusion))
                sink.Counts(string.Create(CultureInfo.InvariantCulture, $"history.{report.Epoch}.confusion"),
                    [confusion.Classes, confusion.Classes + 1], confusion.Counts);
    }
}
