using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;
using Spans.Layers;

namespace Spans.Networks;

/// <summary>
/// The ready-made fully connected network: for each hidden layer dense, batch norm if asked for, activation, dropout if asked
/// for; then a linear output. Batch norm stands between the dense layer and its activation, so that prediction can fold it away.
/// </summary>
public sealed record MultiLayerPerceptron
{
    /// <summary>Units of each hidden layer, first to last; none for a linear model. Default 128.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128];

    /// <summary>Outputs of the network: classes, or regression targets.</summary>
    public required int Outputs { get; init; }

    /// <summary>The hidden layers' activation. Default ReLU.</summary>
    public IActivation Activation { get; init; } = new Relu();

    /// <summary>What fills the weights; null for what suits the activation.</summary>
    public IInitializer? Weight { get; init; }

    /// <summary>Whether hidden layers normalise over the batch.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The probability with which training drops a hidden unit; 0 for no dropout.</summary>
    public float Dropout { get; init; }

    /// <summary>The layers, first to last.</summary>
    /// <exception cref="ArgumentException">A number is out of its range, or the activation is not in the catalogue.</exception>
    public IReadOnlyList<ILayer> Layers()
    {
        var layers = new List<ILayer>();
        foreach (var units in Hidden)
        {
            if (BatchNorm)
            {
                layers.Add(Dense.Create(units, new Identity(), Weight ?? DefaultInitializer.For(Activation)));
                layers.Add(new BatchNorm());
                layers.Add(ActivationLayer.Create(Activation));
            }
            else
            {
                layers.Add(Dense.Create(units, Activation, Weight));
            }
            if (Dropout != 0) layers.Add(new Dropout(Dropout));
        }
        layers.Add(Dense.Create(Outputs, new Identity(), Weight));
        return layers;
    }
}
