using System.Globalization;
using Spans.Chains;
using Spans.Data;
using Spans.Memory;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>
    /// Why training cannot go on after a step that was not taken. The step is run again, watched: those that go well cost
    /// nothing.
    /// </summary>
    private (StopReason, string) NonFinite(scoped in Batch batch, in StepResult result)
    {
        var lossIsFinite = double.IsFinite(result.Loss);
        var what = lossIsFinite ? "the gradient norm" : "the loss";
        var value = lossIsFinite ? result.GradientNorm : result.Loss;
        return (StopReason.NonFinite,
            string.Create(CultureInfo.InvariantCulture, $"{what} was {value} at step {Steps + 1}, {Origin(batch)}"));
    }

    /// <summary>
    /// Null unless an update left a parameter, or a step a running value, that is no finite number: such a network is not worth
    /// keeping.
    /// </summary>
    private (StopReason, string)? Unfit()
    {
        if (NonFiniteObserver.IsFinite(Network.Parameters) && NonFiniteObserver.IsFinite(Network.State)) return null;
        return (StopReason.NonFinite,
            string.Create(CultureInfo.InvariantCulture, $"after step {Steps}, {Unfit(Network.Plan.Chain)}"));
    }

    private string? Unfit(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                if (!NonFiniteObserver.IsFinite(layer.Parameters[i].Of(Network.Parameters)))
                    return $"{layer.Spec.Parameters[i].Name} of {NonFiniteObserver.Name(layer)} was not finite";
            for (var i = 0; i < layer.State.Length; i++)
                if (!NonFiniteObserver.IsFinite(layer.State[i].Of(Network.State)))
                    return $"{layer.Spec.State[i].Name} of {NonFiniteObserver.Name(layer)} was not finite";
            foreach (var body in layer.Bodies)
                if (Unfit(body) is { } inner) return inner;
        }
        return null;
    }

    private string Origin(scoped in Batch batch)
    {
        if (!NonFiniteObserver.IsFinite(batch.Inputs)) return "first in the input";
        if (!NonFiniteObserver.IsFinite(batch.Values)) return "first in the targets";
        // Looking again must not count: running statistics move with every forward pass in training.
        using var state = Slab.Rent(Network.State.Length);
        Network.State.CopyTo(state.Span);
        try
        {
            var finder = new NonFiniteObserver();
            var context = Context(batch.Count, training: true, _team);
            var prediction = Chain.Forward(_plan.Chain, context, batch.Inputs, ref finder);
            if (finder.Origin is { } forward) return forward;
            var gradient = _workspace.Span.Slice(_plan.LossGradient.Offset, prediction.Length);
            if (!double.IsFinite(EvaluateLoss(batch, prediction, gradient, context.GlobalBatch, _team)))
                return $"first in the loss ({Loss.Name})";
            if (!NonFiniteObserver.IsFinite(gradient)) return $"first in the gradient of the loss ({Loss.Name})";
            Chain.Backward(_plan.Chain, context, batch.Inputs, gradient, wantsInputGradient: false, ref finder);
            return finder.Origin ?? "in the sum of gradients, each of which is finite";
        }
        finally
        {
            state.Span.CopyTo(Network.State);
        }
    }
}
