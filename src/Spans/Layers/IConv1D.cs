using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;

namespace Spans.Layers;

/// <summary>A one-dimensional convolution, whatever activation it is compiled for.</summary>
public interface IConv1D : ILayer
{
    /// <summary>Output channels.</summary>
    int Filters { get; }

    /// <summary>Width of the kernel.</summary>
    int Kernel { get; }

    /// <summary>Stride, padding, dilation, groups and bias.</summary>
    ConvolutionOptions Options { get; }

    /// <summary>Its activation.</summary>
    IActivation Activation { get; }

    /// <summary>What fills its weights.</summary>
    IInitializer Weight { get; }
}
