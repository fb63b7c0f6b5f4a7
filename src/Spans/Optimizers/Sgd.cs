using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>W ← W − η ∇L: stochastic gradient descent, as PyTorch's <c>SGD</c> without momentum.</summary>
public sealed record Sgd : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "sgd";

    /// <summary>η. Default 0.01.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 0.01f;

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <inheritdoc/>
    public int StatePerParameter => 0;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step) => step.Apply(new Rule(step.LearningRate), L1, WeightDecay);

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static Sgd Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'sgd'", "name", "learning_rate", "weight_decay", "l1");
        var defaults = new Sgd();
        return new Sgd
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private readonly struct Rule(float learningRate) : IUpdateRule
    {
        public static int States => 0;

        public static bool SquaresGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new(-learningRate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V state0, ref V state1, ref V state2)
            where V : struct, ILanes<V> =>
            w = V.MultiplyAdd(c.A, g, w);
    }
}
