using Spans.Lanes;

namespace Spans.Activations;

/// <summary>
/// An elementwise function y = f(x) and its derivative, each written once over lanes. Implement it as a <c>readonly struct</c>:
/// kernels are compiled for it, so that its formulas are inlined into their loops.
/// </summary>
public interface IActivation
{
    /// <summary>The name used in files and on the command line: <c>relu</c>.</summary>
    string Name { get; }

    /// <summary>Whether <see cref="Derivative{V}"/> reads x; if not, x need not be kept for the backward pass.</summary>
    bool DerivativeReadsInput { get; }

    /// <summary>The factor by which initializers scale weights before this activation: 1 for tanh, √2 for ReLU.</summary>
    float Gain { get; }

    /// <summary>f(x).</summary>
    V Value<V>(V x) where V : struct, ILanes<V>;

    /// <summary>f′(x), given x and y = f(x); x is unspecified unless <see cref="DerivativeReadsInput"/>.</summary>
    V Derivative<V>(V x, V y) where V : struct, ILanes<V>;
}
