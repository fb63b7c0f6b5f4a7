using Spans.Chains;
using Spans.Data;

namespace Spans.Training;

public sealed partial class Trainer
{
    /// <summary>Scores the network as it is on <paramref name="view"/>: no dropout, running statistics, no update.</summary>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    public Evaluation Evaluate(DataView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        using var loader = new BatchLoader(view, Options.BatchSize);
        return Evaluate(loader, default)!;
    }

    // Regression is scored in the target's own units where the card knows them.
    private Evaluator NewEvaluator()
    {
        var target = Network.Card.Preprocessing?.Target;
        var scaled = target is not null && target.Means.Length == Loss.Targets(Network.Output.Elements);
        return new Evaluator(Loss, Network.Output.Elements, new EvaluatorOptions
        {
            TargetScale = scaled ? ToSingle(target!.Scales) : [],
            TargetOffset = scaled ? ToSingle(target!.Means) : [],
        });
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++) floats[i] = (float)values[i];
        return floats;
    }

    // Null if cancelled.
    internal Evaluation? Evaluate(BatchLoader loader, CancellationToken cancellationToken)
    {
        var evaluator = NewEvaluator();
        var none = new NoObserver();
        loader.BeginEpoch(0);
        while (loader.Next(out var batch))
        {
            if (cancellationToken.IsCancellationRequested) return null;
            Check(batch);
            var team = _evaluating.Begin(batch.Count);
            var prediction = Chain.Forward(_plan.Chain, Context(batch.Count, training: false, team), batch.Inputs, ref none);
            if (batch.Labels.IsEmpty) evaluator.Add(prediction, batch.Values, batch.SampleWeights, team);
            else evaluator.Add(prediction, batch.Labels, batch.SampleWeights, team);
            _evaluating.End();
        }
        _lastRows = 0;
        return evaluator.Result();
    }
}
