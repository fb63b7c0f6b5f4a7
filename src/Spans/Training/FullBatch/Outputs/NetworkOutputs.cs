using Spans.Data;
using Spans.Memory;
using Spans.Minimizers;

namespace Spans.Training;

/// <summary>
/// All limits on a network's outputs as one g(θ) ≤ 0 of its packed parameters. Evaluating it leaves the network at θ.
/// </summary>
internal sealed class NetworkOutputs : ITransposedProduct<float>, IDifferentiableVector<float>, IDisposable
{
    private readonly Trainer _passes;
    private readonly PackedParameters _packed;
    private readonly IReadOnlyList<OutputLimit> _limits;
    private readonly BatchLoader[] _loaders;
    private readonly float[] _pull;
    private readonly Slab? _slab;
    private readonly Slice _rows;

    internal NetworkOutputs(Trainer passes, PackedParameters packed, OutputConstraints constraints, bool wantsJacobian)
    {
        (_passes, _packed, _limits) = (passes, packed, constraints.Limits);
        _loaders = new BatchLoader[_limits.Count];
        _pull = new float[packed.Count];
        for (var i = 0; i < _loaders.Length; i++)
        {
            _loaders[i] = new BatchLoader(_limits[i].Rows, passes.Options.BatchSize);
            Count += _limits[i].Count;
        }
        if (!wantsJacobian) return;
        var layout = new SlabLayout();
        _rows = layout.Add(passes.Options.BatchSize * (long)packed.Count);
        _slab = Slab.Rent(layout.Length);
    }

    /// <inheritdoc/>
    public int Dimension => _packed.Count;

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public void Values(ReadOnlySpan<float> x, Span<float> values)
    {
        _packed.Unpack(x, _passes.Network.Parameters);
        var first = 0;
        for (var i = 0; i < _loaders.Length; i++)
        {
            _passes.Measure(_loaders[i], _limits[i], values.Slice(first, _limits[i].Count));
            first += _limits[i].Count;
        }
    }

    /// <inheritdoc/>
    public void AddTransposedProduct(ReadOnlySpan<float> x, ReadOnlySpan<double> weights, Span<float> gradient)
    {
        _packed.Unpack(x, _passes.Network.Parameters);
        var first = 0;
        for (var i = 0; i < _loaders.Length; i++)
        {
            if (_passes.Pull(_loaders[i], _limits[i], weights.Slice(first, _limits[i].Count)))
            {
                _packed.Pack(_passes.Gradients, _pull);
                System.Numerics.Tensors.TensorPrimitives.Add(gradient, _pull, gradient);
            }
            first += _limits[i].Count;
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ReadOnlySpan<float> x, Span<float> jacobian)
    {
        _packed.Unpack(x, _passes.Network.Parameters);
        var first = 0;
        for (var i = 0; i < _loaders.Length; i++)
        {
            var rows = jacobian.Slice(first * Dimension, _limits[i].Count * Dimension);
            if (_limits[i] is OutputRange range) RowByRow(_loaders[i], range, rows);
            else if (_passes.Pull(_loaders[i], _limits[i], [1.0])) _packed.Pack(_passes.Gradients, rows);
            else rows.Clear();
            first += _limits[i].Count;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var loader in _loaders) loader.Dispose();
        _slab?.Dispose();
    }

    private void RowByRow(BatchLoader loader, OutputRange range, Span<float> jacobian)
    {
        var (n, sides) = (Dimension, range.Count / loader.Count);
        loader.BeginEpoch(0);
        while (loader.Next(out var batch))
        {
            _passes.OutputGradients(batch, _packed, range.Output, _slab!, _rows);
            for (var i = 0; i < batch.Count * sides; i++)
            {
                var gradient = _slab!.Span.Slice(_rows.Offset + i / sides * n, n);
                var row = jacobian.Slice((batch.FirstIndex * sides + i) * n, n);
                System.Numerics.Tensors.TensorPrimitives.Multiply(gradient, (float)range.Slope(i % sides), row);
            }
        }
    }
}
