using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// W ← (1 − η λ) W − η sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g, with sign(0) = 0. Steps are ±η whatever the gradient's
/// size, so η is 3 to 10 times smaller than Adam's and λ as much larger. Source: Chen et al. 2023.
/// </summary>
public sealed record Lion : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "lion";

    /// <summary>η. Default 0.0001.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 1e-4f;

    /// <summary>β₁, of the step. Default 0.9.</summary>
    public float Beta1 { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>β₂, of the moment. Default 0.99.</summary>
    public float Beta2 { get; init => field = Require.Fraction(value); } = 0.99f;

    /// <summary>λ, decoupled, times the scheduled learning rate. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>1: m.</summary>
    public int StatePerParameter => 1;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step) =>
        step.Apply(new Rule(step.LearningRate, Beta1, Beta2), shrink: step.LearningRate * WeightDecay);

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("beta1", Beta1);
        writer.WriteNumber("beta2", Beta2);
        writer.WriteNumber("weight_decay", WeightDecay);
    }

    internal static Lion Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'lion'", "name", "learning_rate", "beta1", "beta2", "weight_decay");
        var defaults = new Lion();
        return new Lion
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Beta1 = fields.Number("beta1", defaults.Beta1),
            Beta2 = fields.Number("beta2", defaults.Beta2),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
        };
    }

    private readonly struct Rule(float learningRate, float beta1, float beta2) : IUpdateRule
    {
        public static int States => 1;

        public static bool SquaresGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>()
            where V : struct, ILanes<V> => new(learningRate, beta1, 1 - beta1, beta2, 1 - beta2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V m, ref V state1, ref V state2)
            where V : struct, ILanes<V>
        {
            V learningRate = c.A, beta1 = c.B, entering1 = c.C, beta2 = c.D, entering2 = c.E;
            var direction = V.MultiplyAdd(entering1, g, m * beta1);
            var step = learningRate | (direction & V.BroadcastBits(int.MinValue));
            // Zero and NaN are their own direction.
            var moves = V.GreaterThan(V.Abs(direction), V.Zero);
            w -= V.Select(moves, step, direction);
            m = V.MultiplyAdd(entering2, g, m * beta2);
        }
    }
}
