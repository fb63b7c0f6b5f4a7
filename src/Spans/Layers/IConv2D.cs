using Spans.Activations;
using Spans.Chains;
using Spans.Initializers;

namespace Spans.Layers;

/// <summary>A two-dimensional convolution, whatever activation it is compiled for.</summary>
public interface IConv2D : ILayer
{
    /// <summary>Output channels.</summary>
    int Filters { get; }

    /// <summary>Rows and columns of the kernel.</summary>
    (int Y, int X) Kernel { get; }

    /// <summary>Stride, padding, dilation, groups and bias.</summary>
    ConvolutionOptions Options { get; }

    /// <summary>Its activation.</summary>
    IActivation Activation { get; }

    /// <summary>What fills its weights.</summary>
    IInitializer Weight { get; }
}
