using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// v ← α v + (1 − τ) ∇L;  W ← W − η v, with v = ∇L in the first step: momentum as PyTorch's <c>SGD(momentum=α, dampening=τ)</c>.
/// The textbook's form, v ← α v − η ∇L; W ← W + v, is the same while η is constant: its v is −η times this one. When a schedule
/// lowers η, this form slows the whole velocity at once, the textbook's only what is added from then on. Source: Polyak 1964.
/// </summary>
public sealed record Momentum : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "momentum";

    /// <summary>η. Default 0.01.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 0.01f;

    /// <summary>α, PyTorch's <c>momentum</c>. Default 0.9.</summary>
    public float Coefficient { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>τ: the share of a gradient that does not enter the velocity. Default 0.</summary>
    public float Dampening { get; init => field = Require.Finite(value); }

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>1: v.</summary>
    public int StatePerParameter => 1;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step) =>
        step.Apply(new Rule(step.LearningRate, Coefficient, step.Number == 1 ? 1 : 1 - Dampening), L1, WeightDecay);

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("momentum", Coefficient);
        writer.WriteNumber("dampening", Dampening);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static Momentum Read(JsonElement json)
    {
        var fields =
            new JsonFields(json, "Optimizer 'momentum'", "name", "learning_rate", "momentum", "dampening", "weight_decay", "l1");
        var defaults = new Momentum();
        return new Momentum
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Coefficient = fields.Number("momentum", defaults.Coefficient),
            Dampening = fields.Number("dampening", defaults.Dampening),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private readonly struct Rule(float learningRate, float alpha, float entering) : IUpdateRule
    {
        public static int States => 1;

        public static bool SquaresGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new(-learningRate, alpha, entering);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V v, ref V state1, ref V state2)
            where V : struct, ILanes<V>
        {
            V descent = c.A, alpha = c.B, entering = c.C;
            v = V.MultiplyAdd(alpha, v, g * entering);
            w = V.MultiplyAdd(descent, v, w);
        }
    }
}
