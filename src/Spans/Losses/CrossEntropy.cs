using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Losses;

/// <summary>
/// −Σ c t log(y + 1e-7) of probabilities y for each row, with class weights c (1 by default), averaged over the rows;
/// dE/dy = −c t / (y + 1e-7) / rows. With labels and class weights the mean is Σ c[label] · loss / Σ c[label], as PyTorch's
/// <c>NLLLoss</c>; with values it divides by the rows. On logits, <see cref="SoftmaxCrossEntropy"/> is faster and more accurate.
/// </summary>
public sealed record CrossEntropy : ILoss
{
    /// <summary>A cross-entropy of probabilities.</summary>
    /// <param name="classWeights">c of each class; empty for ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public CrossEntropy(ReadOnlySpan<float> classWeights = default) => ClassWeights = WeightOptions.Of(classWeights);

    /// <inheritdoc/>
    public string Name => "cross-entropy";

    /// <inheritdoc/>
    public Link Link => Link.Identity;

    /// <summary>c of each class; empty for ones.</summary>
    public ImmutableArray<float> ClassWeights { get; }

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass)
    {
        pass.CheckClasses(ClassWeights.AsSpan());
        return pass.Elementwise(new Formula(), pass.Scale * pass.MeanFactor(ClassWeights.AsSpan()), ClassWeights.AsSpan());
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => WeightOptions.Write(writer, "class_weights", ClassWeights);

    internal static CrossEntropy Read(JsonElement json) =>
        new(WeightOptions.Read(new JsonFields(json, "Loss 'cross-entropy'", "name", "class_weights"), "class_weights"));

    private readonly struct Formula : ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, ILanes<V>
        {
            var guarded = x + 1e-7f;
            var weighted = -(w * t);
            value = weighted * LaneMath.Log(guarded);
            slope = weighted / guarded;
        }
    }
}
