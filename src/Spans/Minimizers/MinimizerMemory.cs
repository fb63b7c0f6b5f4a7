using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// What a method carries from one sample to the next besides x: pairs of steps and gradient changes of L-BFGS, each taken on one
/// sample; the radius of a trust region; the decrease that conjugate gradients expect of a first step.
/// </summary>
internal sealed class MinimizerMemory<T>(int capacity) where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[] _elements = new T[capacity];

    /// <summary>The most elements.</summary>
    internal int Capacity => _elements.Length;

    /// <summary>Elements in use.</summary>
    internal int Count { get; private set; }

    /// <summary>A number; NaN for none.</summary>
    internal double Number { get; set; } = double.NaN;

    internal Span<T> Elements => _elements.AsSpan(0, Count);

    /// <summary>Room for elements to be written.</summary>
    internal Span<T> Take(int count)
    {
        Count = count;
        return Elements;
    }
}
