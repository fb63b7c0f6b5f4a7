using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// v ← α v + ∇L; W ← W − η (∇L + α v): Nesterov's momentum as PyTorch's <c>SGD(momentum=α, nesterov=True)</c>, which evaluates
/// the gradient where the parameters are and looks ahead in the step. Source: Sutskever et al. 2013.
/// </summary>
public sealed record Nesterov : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "nesterov";

    /// <summary>η. Default 0.01.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 0.01f;

    /// <summary>α. Default 0.9.</summary>
    public float Momentum { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>1: v.</summary>
    public int StatePerParameter => 1;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step) => step.Apply(new Rule(step.LearningRate, Momentum), L1, WeightDecay);

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("momentum", Momentum);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static Nesterov Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'nesterov'", "name", "learning_rate", "momentum", "weight_decay", "l1");
        var defaults = new Nesterov();
        return new Nesterov
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Momentum = fields.Number("momentum", defaults.Momentum),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private readonly struct Rule(float learningRate, float alpha) : IUpdateRule
    {
        public static int States => 1;

        public static bool SquaresGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new(-learningRate, alpha);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V v, ref V state1, ref V state2)
            where V : struct, ILanes<V>
        {
            V descent = c.A, alpha = c.B;
            v = V.MultiplyAdd(alpha, v, g);
            w = V.MultiplyAdd(descent, V.MultiplyAdd(alpha, v, g), w);
        }
    }
}
