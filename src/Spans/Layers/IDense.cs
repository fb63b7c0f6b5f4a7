using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;

namespace Spans.Layers;

/// <summary>A dense layer, whatever activation it is compiled for.</summary>
public interface IDense : ILayer
{
    /// <summary>Outputs.</summary>
    int Units { get; }

    /// <summary>Its activation.</summary>
    IActivation Activation { get; }

    /// <summary>What fills its weights.</summary>
    IInitializer Weight { get; }

    /// <summary>Whether it has a bias.</summary>
    bool UseBias { get; }
}
