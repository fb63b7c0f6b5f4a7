using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// <see cref="Adam"/> with Nesterov's look-ahead, as PyTorch's <c>NAdam</c>: μₜ = β₁ (1 − ½ · 0.96^(t ψ)), Πₜ = μ₁ ⋯ μₜ,
/// W ← W − η ((1 − μₜ) / (1 − Πₜ) · g + μₜ₊₁ / (1 − Πₜ₊₁) · m) / (√v̂ + ε). Source: Dozat 2016.
/// PyTorch 1.13's loop over single tensors multiplies by μₜ twice in Πₜ₊₁; this is the form of its foreach loop and of 2.x.
/// </summary>
public sealed record NAdam : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "nadam";

    /// <summary>η. Default 0.002.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 2e-3f;

    /// <summary>β₁. Default 0.9.</summary>
    public float Beta1 { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>β₂. Default 0.999.</summary>
    public float Beta2 { get; init => field = Require.Fraction(value); } = 0.999f;

    /// <summary>ε, outside the root. Default 1e-8.</summary>
    public float Epsilon { get; init => field = Require.Positive(value); } = 1e-8f;

    /// <summary>ψ, by which the momentum approaches β₁. Default 0.004.</summary>
    public float MomentumDecay { get; init => field = Require.NotNegative(value); } = 4e-3f;

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>2: m, v.</summary>
    public int StatePerParameter => 2;

    /// <summary>1: ln Πₜ, which like all state starts at zero.</summary>
    public int Scalars => 1;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step)
    {
        Throw.IfNotLength(step.Scalars.Length, Scalars);
        var (momentum, next) = (MomentumAt(step.Number), MomentumAt(step.Number + 1));
        var logProduct = step.Scalars[0] + Math.Log(momentum);
        var product = Math.Exp(logProduct);
        var root = Math.Sqrt(1 - Math.Pow(Beta2, step.Number));
        var descent = -(double)step.LearningRate * root;
        step.Apply(
            new Rule(
                Beta1, Beta2, (float)(descent * (1 - momentum) / (1 - product)), (float)(descent * next / (1 - product * next)),
                (float)(Epsilon * root)),
            L1, WeightDecay);
        // Last, so that a step that is refused changes nothing.
        step.Scalars[0] = logProduct;
    }

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("beta1", Beta1);
        writer.WriteNumber("beta2", Beta2);
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteNumber("momentum_decay", MomentumDecay);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static NAdam Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'nadam'",
            "name", "learning_rate", "beta1", "beta2", "epsilon", "momentum_decay", "weight_decay", "l1");
        var defaults = new NAdam();
        return new NAdam
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Beta1 = fields.Number("beta1", defaults.Beta1),
            Beta2 = fields.Number("beta2", defaults.Beta2),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            MomentumDecay = fields.Number("momentum_decay", defaults.MomentumDecay),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private double MomentumAt(long number) => Beta1 * (1 - 0.5 * Math.Pow(0.96, number * (double)MomentumDecay));

    private readonly struct Rule(
        float beta1, float beta2, float gradientDescent, float momentDescent, float epsilon) : IUpdateRule
    {
        public static int States => 2;

        public static bool SquaresGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>()
            where V : struct, ILanes<V> => new(beta1, 1 - beta1, beta2, 1 - beta2, gradientDescent, momentDescent, epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V m, ref V v, ref V state2)
            where V : struct, ILanes<V>
        {
            V beta1 = c.A, entering1 = c.B, beta2 = c.C, entering2 = c.D, gradientDescent = c.E, momentDescent = c.F,
                epsilon = c.G;
            m = V.MultiplyAdd(entering1, g, m * beta1);
            v = V.MultiplyAdd(g * entering2, g, v * beta2);
            w += V.MultiplyAdd(gradientDescent, g, m * momentDescent) / (V.Sqrt(v) + epsilon);
        }
    }
}
