using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;
using Spans.Lanes;

namespace Spans.Optimizers;

/// <summary>
/// s ← α s + (1 − α) g²;  r = g / (√s + ε);  W ← W − η r, as PyTorch's <c>RMSprop</c>. Centered, the root is of s − a², where
/// a ← α a + (1 − α) g; with momentum, b ← μ b + r takes the place of r. Sources: Hinton 2012 (lecture 6e); Graves 2013
/// (centered).
/// </summary>
public sealed record RmsProp : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "rmsprop";

    /// <summary>η. Default 0.01.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 0.01f;

    /// <summary>α. Default 0.99; Keras and the textbook's successors use 0.9.</summary>
    public float Alpha { get; init => field = Require.Fraction(value); } = 0.99f;

    /// <summary>ε, outside the root as in PyTorch; TensorFlow has it inside. Default 1e-8.</summary>
    public float Epsilon { get; init => field = Require.Positive(value); } = 1e-8f;

    /// <summary>μ. Default 0: no momentum and no memory for it.</summary>
    public float Momentum { get; init => field = Require.Fraction(value); }

    /// <summary>Whether the root is of the variance instead of the mean square. Default false.</summary>
    public bool Centered { get; init; }

    /// <summary>Coupled L2 decay: λ W joins the gradient. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>1 to 3: s, then a if centered, then b with momentum.</summary>
    public int StatePerParameter => 1 + (Centered ? 1 : 0) + (Momentum > 0 ? 1 : 0);

    /// <inheritdoc/>
    public void Step(in OptimizerStep step)
    {
        if (Centered) Step<On>(step);
        else Step<Off>(step);
    }

    /// <inheritdoc/>
    public IOptimizer With(float? learningRate = null, float? weightDecay = null) =>
        this with { LearningRate = learningRate ?? LearningRate, WeightDecay = weightDecay ?? WeightDecay };

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteNumber("learning_rate", LearningRate);
        writer.WriteNumber("alpha", Alpha);
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteNumber("momentum", Momentum);
        writer.WriteBoolean("centered", Centered);
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
    }

    internal static RmsProp Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'rmsprop'",
            "name", "learning_rate", "alpha", "epsilon", "momentum", "centered", "weight_decay", "l1");
        var defaults = new RmsProp();
        return new RmsProp
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Alpha = fields.Number("alpha", defaults.Alpha),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            Momentum = fields.Number("momentum", defaults.Momentum),
            Centered = fields.Boolean("centered", defaults.Centered),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
        };
    }

    private void Step<TCentered>(in OptimizerStep step) where TCentered : unmanaged, ISwitch
    {
        if (Momentum > 0) step.Apply(new Rule<TCentered, On>(step.LearningRate, Alpha, Epsilon, Momentum), L1, WeightDecay);
        else step.Apply(new Rule<TCentered, Off>(step.LearningRate, Alpha, Epsilon, Momentum), L1, WeightDecay);
    }

    private readonly struct Rule<TCentered, TMomentum>(
        float learningRate, float alpha, float epsilon, float momentum) : IUpdateRule
        where TCentered : unmanaged, ISwitch where TMomentum : unmanaged, ISwitch
    {
        public static int States
        {
            // Or the sweep calls it in every round.
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1 + (TCentered.IsOn ? 1 : 0) + (TMomentum.IsOn ? 1 : 0);
        }

        public static bool SquaresGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>()
            where V : struct, ILanes<V> => new(-learningRate, alpha, 1 - alpha, epsilon, momentum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> c, ref V w, V g, ref V s, ref V a, ref V b) where V : struct, ILanes<V>
        {
            V descent = c.A, alpha = c.B, entering = c.C, epsilon = c.D;
            s = V.MultiplyAdd(g * entering, g, s * alpha);
            var square = s;
            if (TCentered.IsOn)
            {
                a = V.MultiplyAdd(entering, g, a * alpha);
                // Rounding may take the variance below zero; NaN comes through from the right.
                square = V.MaxNative(V.Zero, s - a * a);
            }
            var r = g / (V.Sqrt(square) + epsilon);
            if (TMomentum.IsOn)
            {
                ref var velocity = ref TCentered.IsOn ? ref b : ref a;
                velocity = V.MultiplyAdd(c.E, velocity, r);
                r = velocity;
            }
            w = V.MultiplyAdd(descent, r, w);
        }
    }
}
