using Spans.Data;
using Spans.Losses;
using Spans.Training;

namespace Spans.Diagnostics.Learning;

/// <summary>Everything that is known of a training run: its data, its settings, and what was seen.</summary>
internal sealed class LearningRecord
{
    internal required Trainer Trainer { get; init; }

    internal required DataProfile Train { get; init; }

    internal DataView? Validation { get; init; }

    /// <summary>The network's own layers, each with those inside it.</summary>
    internal required IReadOnlyList<LayerRecord> Chain { get; init; }

    /// <summary>All layers: those inside a layer behind it, as the plan lists them.</summary>
    internal required IReadOnlyList<LayerRecord> Layers { get; init; }

    internal required LossCurve Loss { get; init; }

    internal required IReadOnlyList<EpochReport> Epochs { get; init; }

    internal TrainingResult? Result { get; init; }

    internal bool IsClassification => Train.View.Data.IsClassification;

    internal bool Diverged => Result?.StopReason == StopReason.NonFinite || !double.IsFinite(Loss.Recent());

    /// <summary>The loss of knowing nothing but how common each class is; of knowing nothing at all before training.</summary>
    internal double ExpectedLoss => Math.Log(Math.Max(2, Train.View.Data.Classes));

    /// <summary>Whether the loss is a cross-entropy over classes, whose first value is known in advance.</summary>
    internal bool HasExpectedLoss => IsClassification && Trainer.Loss is SoftmaxCrossEntropy or CrossEntropy;

    /// <summary>The middle update ratio of all weight tensors; NaN where nothing was seen.</summary>
    internal double UpdateRatio
    {
        get
        {
            var ratios = new List<double>();
            foreach (var tensor in Weights())
                if (!double.IsNaN(tensor.UpdateRatio)) ratios.Add(tensor.UpdateRatio);
            ratios.Sort();
            return ratios.Count == 0 ? double.NaN : ratios[ratios.Count / 2];
        }
    }

    /// <summary>The tensors that decay: matrices and filters, input side first.</summary>
    internal IEnumerable<TensorRecord> Weights()
    {
        foreach (var layer in Layers)
            foreach (var tensor in layer.Tensors)
                if (tensor.Spec.Decays && layer.IsLinear) yield return tensor;
    }
}
