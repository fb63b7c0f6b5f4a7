using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Losses;

/// <summary>
/// −[p t log σ(x) + (1 − t) log(1 − σ(x))] of logits x with the weight p of positive targets (1 by default), the mean over all
/// elements as PyTorch's <c>BCEWithLogitsLoss</c>; dE/dx = ((1 − t) σ(x) − p t σ(−x)) / (rows · units). Computed as
/// (1 − t) softplus(x) + p t softplus(−x), which is finite for every logit and loses no digits of small losses.
/// </summary>
public sealed record BinaryCrossEntropyWithLogits : ILoss
{
    /// <summary>A binary cross-entropy of logits.</summary>
    /// <param name="positiveWeights">p of each output (PyTorch's <c>pos_weight</c>); empty for ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public BinaryCrossEntropyWithLogits(ReadOnlySpan<float> positiveWeights = default) =>
        PositiveWeights = WeightOptions.Of(positiveWeights);

    /// <inheritdoc/>
    public string Name => "binary-cross-entropy-with-logits";

    /// <inheritdoc/>
    public Link Link => Link.Sigmoid;

    /// <summary>p of each output; empty for ones.</summary>
    public ImmutableArray<float> PositiveWeights { get; }

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass) =>
        pass.Elementwise(new Formula(), (double)pass.Scale / pass.Units, PositiveWeights.AsSpan());

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => WeightOptions.Write(writer, "positive_weights", PositiveWeights);

    internal static BinaryCrossEntropyWithLogits Read(JsonElement json) => new(WeightOptions.Read(
        new JsonFields(json, "Loss 'binary-cross-entropy-with-logits'", "name", "positive_weights"), "positive_weights"));

    private readonly struct Formula : ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, ILanes<V>
        {
            // softplus(±x) = max(±x, 0) + log(1 + e), σ(|x|) = 1 / (1 + e), σ(−|x|) = e / (1 + e) for e = exp(−|x|).
            var e = LaneMath.Exp(-V.Abs(x));
            var far = 1 / (1 + e);
            var near = e * far;
            var log = LaneMath.Log1pOfUnit(e);
            var isPositive = V.GreaterThan(x, V.Zero);
            var negative = 1 - t;
            var positive = w * t;
            value = negative * (V.MaxNative(V.Zero, x) + log) + positive * (V.MaxNative(V.Zero, -x) + log);
            slope = negative * V.Select(isPositive, far, near) - positive * V.Select(isPositive, near, far);
        }
    }
}
