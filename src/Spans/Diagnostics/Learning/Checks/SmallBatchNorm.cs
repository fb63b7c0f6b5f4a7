using Spans.Layers;

namespace Spans.Diagnostics.Learning.Checks;

/// <summary>Batch norm over a handful of rows: its mean and variance are mostly noise.</summary>
internal sealed class SmallBatchNorm : ILearningCheck
{
    private const int Rows = 8;

    public string Name => "small-batch-norm";

    public string[] Explains { get; } = ["not-learning", "learning-rate-too-high", "overfitting"];

    public (string Evidence, string Suggestion)? Look(LearningRecord record)
    {
        foreach (var layer in record.Layers)
        {
            if (layer.Plan.Layer is not BatchNorm || layer.Plan.Spec.Output.Rank > 1 || record.Trainer.Options.BatchSize >= Rows)
                continue;
            return ($"{layer.Name} takes its mean and variance over {record.Trainer.Options.BatchSize} rows",
                "use batches of 16 rows or more, or layer norm");
        }
        return null;
    }
}
