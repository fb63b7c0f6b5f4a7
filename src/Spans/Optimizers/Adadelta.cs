using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// s ← ρ s + (1 − ρ) g²;  δ = √(u + ε) / √(s + ε) · g;  u ← ρ u + (1 − ρ) δ²;  W ← W − η δ, as PyTorch's <c>Adadelta</c>.
/// Source: Zeiler 2012, who has no η.
/// </summary>
public sealed record Adadelta : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "adadelta";

    /// <summary>η. Default 1; Keras has 0.001.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 1;

    /// <summary>ρ. Default 0.9.</summary>
    public float Rho { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>ε, inside both roots. Default 1e-6.</summary>
    public float Epsilon { get; init => field = Require.Positive(value); } = 1e-6f;

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>2: s, u.</summary>
    public int StatePerParameter => 2;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step) => step.Apply(new Rule(step.LearningRate, Rho, Epsilon), L1, WeightDecay);

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("rho", Rho);
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static Adadelta Read(JsonElement json)
    {
        var fields =
            new JsonFields(json, "Optimizer 'adadelta'", "name", "learning_rate", "rho", "epsilon", "weight_decay", "l1");
        var defaults = new Adadelta();
        return new Adadelta
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Rho = fields.Number("rho", defaults.Rho),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private readonly struct Rule(float learningRate, float rho, float epsilon) : IUpdateRule
    {
        public static int States => 2;

        public static bool SquaresGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new(-learningRate, rho, 1 - rho, epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V s, ref V u, ref V state2)
            where V : struct, ILanes<V>
        {
            V descent = c.A, rho = c.B, entering = c.C, epsilon = c.D;
            s = V.MultiplyAdd(g * entering, g, s * rho);
            var delta = V.Sqrt((u + epsilon) / (s + epsilon)) * g;
            u = V.MultiplyAdd(delta * entering, delta, u * rho);
            w = V.MultiplyAdd(descent, delta, w);
        }
    }
}
