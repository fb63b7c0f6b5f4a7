using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;

namespace Spans.Losses;

/// <summary>
/// −Σ c t log softmax(x) of logits x for each row, with class weights c (1 by default), averaged over the rows;
/// dE/dx = (softmax(x) − t) / rows. Stable for every finite logit. Targets are labels, or values that sum to 1 (one-hot or soft).
/// With label smoothing ε, t becomes (1 − ε) t + ε / classes. With labels and class weights the mean is Σ c[label] · loss / Σ
/// c[label]. As PyTorch's <c>CrossEntropyLoss</c>; smoothing: Szegedy et al. 2016, §7.
/// </summary>
public sealed record SoftmaxCrossEntropy : ILoss
{
    /// <summary>A cross-entropy of logits.</summary>
    /// <param name="labelSmoothing">ε, between 0 and 1.</param>
    /// <param name="classWeights">c of each class; empty for ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">ε is not between 0 and 1, or a weight is negative or not finite.</exception>
    public SoftmaxCrossEntropy(float labelSmoothing = 0, ReadOnlySpan<float> classWeights = default)
    {
        if (!(labelSmoothing is >= 0 and <= 1)) Throw.OutOfRange(nameof(labelSmoothing), labelSmoothing, "between 0 and 1");
        LabelSmoothing = labelSmoothing;
        ClassWeights = WeightOptions.Of(classWeights);
    }

    /// <inheritdoc/>
    public string Name => "softmax-cross-entropy";

    /// <inheritdoc/>
    public Link Link => Link.Softmax;

    /// <summary>ε: the share of the target that is spread over all classes.</summary>
    public float LabelSmoothing { get; }

    /// <summary>c of each class; empty for ones.</summary>
    public ImmutableArray<float> ClassWeights { get; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Evaluate(in LossPass pass)
    {
        pass.CheckClasses(ClassWeights.AsSpan());
        var scale = pass.Scale * pass.MeanFactor(ClassWeights.AsSpan());
        return scale * SoftmaxCrossEntropyRows.Evaluate(pass.Kernel(scale, ClassWeights.AsSpan()), LabelSmoothing);
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (LabelSmoothing != 0) writer.WriteNumber("label_smoothing", LabelSmoothing);
        WeightOptions.Write(writer, "class_weights", ClassWeights);
    }

    internal static SoftmaxCrossEntropy Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Loss 'softmax-cross-entropy'", "name", "label_smoothing", "class_weights");
        return new(fields.Number("label_smoothing", 0), WeightOptions.Read(fields, "class_weights"));
    }
}
