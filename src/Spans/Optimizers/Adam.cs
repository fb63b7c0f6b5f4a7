using System.Text.Json;

namespace Spans.Optimizers;

/// <summary>
/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; W ← W − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), as
/// PyTorch's <c>Adam</c>. Sources: Kingma and Ba 2015; Reddi et al. 2018 (amsgrad).
/// </summary>
public sealed record Adam : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "adam";

    /// <summary>η. Default 0.001.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 1e-3f;

    /// <summary>β₁. Default 0.9.</summary>
    public float Beta1 { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>β₂. Default 0.999.</summary>
    public float Beta2 { get; init => field = Require.Fraction(value); } = 0.999f;

    /// <summary>ε, outside the root. Default 1e-8; Keras has 1e-7.</summary>
    public float Epsilon { get; init => field = Require.Positive(value); } = 1e-8f;

    /// <summary>Coupled L2 decay: λ W joins the gradient; see <see cref="AdamW"/> for the other kind. Default 0.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Coupled L1 decay: λ sign(W) joins the gradient. Default 0.</summary>
    public float L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether the largest v so far takes the place of v. Default false.</summary>
    public bool Amsgrad { get; init; }

    /// <summary>2: m, v; 3 with amsgrad: the largest v.</summary>
    public int StatePerParameter => Amsgrad ? 3 : 2;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step)
    {
        if (Amsgrad) step.Apply(new AdamRule<On>(step.LearningRate, Beta1, Beta2, Epsilon, step.Number), L1, WeightDecay);
        else step.Apply(new AdamRule<Off>(step.LearningRate, Beta1, Beta2, Epsilon, step.Number), L1, WeightDecay);
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
        writer.WriteNumber("weight_decay", WeightDecay);
        writer.WriteNumber("l1", L1);
        writer.WriteBoolean("amsgrad", Amsgrad);
    }

    internal static Adam Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'adam'",
            "name", "learning_rate", "beta1", "beta2", "epsilon", "weight_decay", "l1", "amsgrad");
        var defaults = new Adam();
        return new Adam
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Beta1 = fields.Number("beta1", defaults.Beta1),
            Beta2 = fields.Number("beta2", defaults.Beta2),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            L1 = fields.Number("l1", defaults.L1),
            Amsgrad = fields.Boolean("amsgrad", defaults.Amsgrad),
        };
    }
}
