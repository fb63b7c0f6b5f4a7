using System.Numerics.Tensors;
using Spans.Data;
using Spans.Minimizers;

namespace Spans.Training;

/// <summary>
/// A network's loss over all rows, or over large batches of them in turn, plus ½ λ Σ W², as a function of its packed parameters.
/// Evaluating it leaves the network at x.
/// </summary>
internal sealed class NetworkObjective : IHessianProduct<float>, ISampledFunction<float>
{
    private readonly Trainer _passes;
    private readonly BatchLoader _loader;
    private readonly PackedParameters _packed;
    private readonly double _decay;
    private readonly float[] _around;
    private readonly float[] _above;
    private readonly LargeBatches? _batches;

    internal NetworkObjective(
        Trainer passes, BatchLoader loader, PackedParameters packed, double decay, LargeBatches? batches = null)
    {
        (_passes, _loader, _packed, _decay) = (passes, loader, packed, decay);
        _batches = batches;
        _around = new float[packed.Count];
        _above = new float[packed.Count];
        Accuracy = new Accuracy(passes.Network.Output.Elements, passes.Loss.Link is Losses.Link.Identity ? 0.5f : 0);
    }

    /// <inheritdoc/>
    public int Dimension => _packed.Count;

    /// <summary>Floats of its own buffers.</summary>
    internal long Length => _around.Length + _above.Length;

    /// <summary>Of the last sweep.</summary>
    internal Accuracy Accuracy { get; }

    /// <inheritdoc/>
    public bool IsSampled => _batches is not null;

    /// <summary>Sweeps over all its rows so far.</summary>
    internal long Sweeps { get; private set; }

    /// <inheritdoc/>
    public bool IsDue() => _batches is not null && _batches.IsDue();

    /// <inheritdoc/>
    public void Next(ReadOnlySpan<float> x) => _batches!.Next(x);

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<float> x)
    {
        _packed.Unpack(x, _passes.Network.Parameters);
        Sweeps++;
        return _passes.Sweep(_loader, Window, wantsGradient: false, Accuracy) + Penalty(x);
    }

    /// <inheritdoc/>
    public double ValueAndGradient(ReadOnlySpan<float> x, Span<float> gradient)
    {
        _packed.Unpack(x, _passes.Network.Parameters);
        Sweeps++;
        var value = _passes.Sweep(_loader, Window, wantsGradient: true, Accuracy) + Penalty(x);
        _packed.Pack(_passes.Gradients, gradient);
        var decayed = gradient[.._packed.Decayed];
        if (_decay > 0) TensorPrimitives.MultiplyAdd(x[.._packed.Decayed], (float)_decay, decayed, decayed);
        return value;
    }

    /// <summary>
    /// (∇f(x + h d) − ∇f(x − h d)) / 2h with h d of length ∛ε (1 + ‖x‖): the wide central difference loses less to the rounding
    /// of float gradients than a narrow one-sided one.
    /// </summary>
    public void HessianProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> direction, Span<float> product)
    {
        var length = TensorPrimitives.Norm(direction);
        var step = (float)Math.Cbrt(1.19e-7) * (1 + TensorPrimitives.Norm(x)) / length;
        TensorPrimitives.MultiplyAdd(direction, step, x, _around);
        ValueAndGradient(_around, _above);
        TensorPrimitives.MultiplyAdd(direction, -step, x, _around);
        ValueAndGradient(_around, product);
        TensorPrimitives.Subtract(_above, product, product);
        TensorPrimitives.Multiply(product, 0.5f / step, product);
    }

    private RowWindow Window => _batches?.Window ?? new RowWindow(0, 0, _loader.Count);

    /// <summary>½ λ Σ W².</summary>
    internal double Penalty(ReadOnlySpan<float> x) =>
        _decay == 0 ? 0 : 0.5 * _decay * TensorPrimitives.SumOfSquares(x[.._packed.Decayed]);
}
