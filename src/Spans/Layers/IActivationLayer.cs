using Spans.Activations;
using Spans.Chains;

namespace Spans.Layers;

/// <summary>An activation layer, whatever activation it is compiled for.</summary>
public interface IActivationLayer : ILayer
{
    /// <summary>Its activation.</summary>
    IActivation Activation { get; }
}
