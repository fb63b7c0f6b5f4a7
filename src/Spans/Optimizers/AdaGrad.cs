using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// h ← h + g²; W ← W − η / (1 + (t − 1) d) · g / (√(h₀ + h) + ε), as PyTorch's <c>Adagrad</c>. The textbook has neither d nor h₀
/// and ε = 1e-7. Source: Duchi et al. 2011.
/// </summary>
public sealed record AdaGrad : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "adagrad";

    /// <summary>η. Default 0.01.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 0.01f;

    /// <summary>d, by which the rate falls with the steps. Default 0.</summary>
    public float LearningRateDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>h₀. Default 0; Keras starts at 0.1.</summary>
    public float InitialAccumulator { get; init => field = Require.NotNegative(value); }

    /// <summary>ε, outside the root. Default 1e-10.</summary>
    public float Epsilon { get; init => field = Require.Positive(value); } = 1e-10f;

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>1: h.</summary>
    public int StatePerParameter => 1;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step)
    {
        var rate = step.LearningRate / (1 + (step.Number - 1) * (double)LearningRateDecay);
        step.Apply(new Rule((float)rate, InitialAccumulator, Epsilon), L1, WeightDecay);
    }

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("learning_rate_decay", LearningRateDecay);
        writer.WriteNumber("initial_accumulator", InitialAccumulator);
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static AdaGrad Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'adagrad'",
            "name", "learning_rate", "learning_rate_decay", "initial_accumulator", "epsilon", "weight_decay", "l1");
        var defaults = new AdaGrad();
        return new AdaGrad
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            LearningRateDecay = fields.Number("learning_rate_decay", defaults.LearningRateDecay),
            InitialAccumulator = fields.Number("initial_accumulator", defaults.InitialAccumulator),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private readonly struct Rule(float rate, float initial, float epsilon) : IUpdateRule
    {
        public static int States => 1;

        public static bool SquaresGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new(-rate, initial, epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V h, ref V state1, ref V state2)
            where V : struct, ILanes<V>
        {
            V descent = c.A, initial = c.B, epsilon = c.C;
            h = V.MultiplyAdd(g, g, h);
            w = V.MultiplyAdd(descent, g / (V.Sqrt(h + initial) + epsilon), w);
        }
    }
}
