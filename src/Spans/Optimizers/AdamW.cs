using System.Text.Json;

namespace Spans.Optimizers;

/// <summary>
/// W ← (1 − η λ) W, then as <see cref="Adam"/>: weight decay that does not pass through the moments, as PyTorch's <c>AdamW</c>.
/// Source: Loshchilov and Hutter 2019.
/// </summary>
public sealed record AdamW : IOptimizer
{
    /// <inheritdoc/>
    public string Name => "adamw";

    /// <summary>η. Default 0.001.</summary>
    public float LearningRate { get; init => field = Require.Positive(value); } = 1e-3f;

    /// <summary>β₁. Default 0.9.</summary>
    public float Beta1 { get; init => field = Require.Fraction(value); } = 0.9f;

    /// <summary>β₂. Default 0.999.</summary>
    public float Beta2 { get; init => field = Require.Fraction(value); } = 0.999f;

    /// <summary>ε, outside the root. Default 1e-8.</summary>
    public float Epsilon { get; init => field = Require.Positive(value); } = 1e-8f;

    /// <summary>λ, decoupled, times the scheduled learning rate. Default 0.01.</summary>
    public float WeightDecay { get; init => field = Require.NotNegative(value); } = 1e-2f;

    /// <summary>Whether the largest v so far takes the place of v. Default false.</summary>
    public bool Amsgrad { get; init; }

    /// <summary>2: m, v; 3 with amsgrad: the largest v.</summary>
    public int StatePerParameter => Amsgrad ? 3 : 2;

    /// <inheritdoc/>
    public void Step(in OptimizerStep step)
    {
        var shrink = step.LearningRate * WeightDecay;
        if (Amsgrad) step.Apply(new AdamRule<On>(step.LearningRate, Beta1, Beta2, Epsilon, step.Number), shrink: shrink);
        else step.Apply(new AdamRule<Off>(step.LearningRate, Beta1, Beta2, Epsilon, step.Number), shrink: shrink);
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
        writer.WriteBoolean("amsgrad", Amsgrad);
    }

    internal static AdamW Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Optimizer 'adamw'",
            "name", "learning_rate", "beta1", "beta2", "epsilon", "weight_decay", "amsgrad");
        var defaults = new AdamW();
        return new AdamW
        {
            LearningRate = fields.Number("learning_rate", defaults.LearningRate),
            Beta1 = fields.Number("beta1", defaults.Beta1),
            Beta2 = fields.Number("beta2", defaults.Beta2),
            Epsilon = fields.Number("epsilon", defaults.Epsilon),
            WeightDecay = fields.Number("weight_decay", defaults.WeightDecay),
            Amsgrad = fields.Boolean("amsgrad", defaults.Amsgrad),
        };
    }
}
