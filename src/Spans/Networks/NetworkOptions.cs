using Spans.Activations;
using Spans.Initializers;

namespace Spans.Networks;

/// <summary>What a ready-made network can be asked for besides its name.</summary>
public sealed record NetworkOptions
{
    /// <summary>Outputs of the network: classes, or regression targets.</summary>
    public required int Outputs { get; init; }

    /// <summary>
    /// Units of each hidden layer of <c>mlp</c>, first to last; the others have widths of their own. Default 128.
    /// </summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128];

    /// <summary>The hidden layers' activation. Default ReLU.</summary>
    public IActivation Activation { get; init; } = new Relu();

    /// <summary>What fills the weights; null for what suits the activation.</summary>
    public IInitializer? Weight { get; init; }

    /// <summary>Whether <c>mlp</c> and <c>lenet</c> normalise over the batch; the others always do.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>
    /// The probability with which training drops a unit: behind each hidden dense layer, or before the output where there is
    /// none; 0 for no dropout.
    /// </summary>
    public float Dropout { get; init; }
}
