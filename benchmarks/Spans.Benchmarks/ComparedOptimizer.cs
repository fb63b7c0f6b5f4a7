using Spans.Optimizers;

namespace Spans.Benchmarks;

/// <summary>The optimizers that all comparisons use, with the learning rates of Peers/Scripts/networks.py.</summary>
public static class ComparedOptimizer
{
    public static IOptimizer Of(string name) => name switch
    {
        "sgd" => new Sgd { LearningRate = 1e-3f },
        "momentum" => new Momentum { LearningRate = 1e-3f },
        "adam" => new Adam { LearningRate = 1e-4f },
        _ => throw new ArgumentException($"There is no optimizer {name} in the comparison.", nameof(name)),
    };
}
