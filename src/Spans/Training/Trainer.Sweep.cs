using Spans.Chains;
using Spans.Data;
using Spans.Threading;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>
    /// The loss over all rows of an epoch, and its gradient if wanted, as one function of the parameters: every batch weighs by
    /// its rows, gradients add up, nothing is updated and noise does not change between calls.
    /// </summary>
    /// <param name="loader">The rows, in the same order every time.</param>
    /// <param name="wantsGradient">Whether to leave the gradient in <see cref="Gradients"/>.</param>
    /// <param name="accuracy">Counts right rows where there are labels; null for none.</param>
    internal double Sweep(BatchLoader loader, bool wantsGradient, Accuracy? accuracy) =>
        Sweep(loader, new RowWindow(0, 0, loader.Count), wantsGradient, accuracy);

    /// <summary>The same over the rows of a window, in its epoch's order.</summary>
    internal double Sweep(BatchLoader loader, RowWindow window, bool wantsGradient, Accuracy? accuracy)
    {
        var none = new NoObserver();
        var choice = wantsGradient ? _sweeping : _measuring;
        var sum = 0.0;
        accuracy?.Reset();
        // To begin an epoch is to shuffle all of it.
        if (loader.Epoch != window.Epoch) loader.BeginEpoch(window.Epoch);
        loader.Position = window.First;
        while (loader.Next(window.End, out var batch))
        {
            var team = choice.Begin(batch.Count);
            var context = SweepContext(batch, window.Count, team, batch.FirstIndex > window.First);
            var prediction = Chain.Forward(_plan.Chain, context, batch.Inputs, ref none);
            var gradient = wantsGradient ? _workspace.Span.Slice(_plan.LossGradient.Offset, prediction.Length) : default;
            sum += EvaluateLoss(batch, prediction, gradient, window.Count, team);
            if (!batch.Labels.IsEmpty) accuracy?.Add(prediction, batch.Labels);
            if (wantsGradient)
                Chain.Backward(_plan.Chain, context, batch.Inputs, gradient, wantsInputGradient: false, ref none);
            choice.End();
        }
        return sum;
    }

    private PassContext SweepContext(scoped in Batch batch, int rows, Team team, bool? accumulate = null) => new()
    {
        Parameters = Network.Parameters,
        Gradients = _gradients.Span,
        State = Network.State,
        Workspace = _workspace.Span,
        Team = team,
        Batch = batch.Count,
        FirstRow = batch.FirstIndex,
        GlobalBatch = rows,
        Training = true,
        Accumulate = accumulate ?? batch.FirstIndex > 0,
        Seed = Options.Seed,
    };
}
