using Spans.Data;
using Spans.Kernels;
using Spans.Losses;
using Spans.Memory;
using Spans.Minimizers;

namespace Spans.Training;

/// <summary>
/// A sum-of-squares loss over all rows as residuals r = s (y − t), one for each row and output, of the packed parameters, so that
/// ½ ‖r‖² is the loss; with a penalty, √λ W joins them. J is made and multiplied pass by pass: never more than one pass of rows
/// is kept.
/// </summary>
internal sealed class NetworkResiduals : INormalEquations<float>, IDisposable
{
    private readonly Trainer _passes;
    private readonly BatchLoader _loader;
    private readonly PackedParameters _packed;
    private readonly NetworkObjective _objective;
    private readonly float _decay;
    private readonly Slice _rows;
    private readonly Slice _matrix;
    private readonly Slice _factor;
    private readonly Slice _scratch;
    private readonly Slice _right;
    private readonly Slab _slab;

    internal NetworkResiduals(
        Trainer passes, BatchLoader loader, PackedParameters packed, NetworkObjective objective, float decay)
    {
        (_passes, _loader, _packed, _objective, _decay) = (passes, loader, packed, objective, decay);
        var n = (long)packed.Count;
        var layout = new SlabLayout();
        _rows = layout.Add(loader.BatchSize * n);
        _matrix = layout.Add(n * n);
        _factor = layout.Add(n * n);
        _scratch = layout.Add(SymmetricMatrix.FactorScratch(packed.Count));
        _right = layout.Add(n);
        _slab = Slab.Rent(layout.Length);
    }

    /// <inheritdoc/>
    public int Dimension => _packed.Count;

    /// <summary>Bytes of its own buffers.</summary>
    internal long Bytes => sizeof(float) * (long)_slab.Length;

    /// <inheritdoc/>
    public int Count => _loader.Count * _passes.Network.Output.Elements + (_decay > 0 ? _packed.Decayed : 0);

    /// <summary>s² for a loss that is ½ Σ s² (y − t)² over rows and outputs; null for other losses.</summary>
    internal static double? SquaredScale(ILoss loss, int rows, int outputs) => loss switch
    {
        MeanSquaredError => 2.0 / ((long)rows * outputs),
        SumOfSquares => 1.0 / rows,
        _ => null,
    };

    /// <inheritdoc/>
    public void Values(ReadOnlySpan<float> x, Span<float> values)
    {
        _packed.Unpack(x, _passes.Network.Parameters);
        _passes.Residuals(_loader, Scale(), values);
        if (_decay == 0) return;
        var penalties = values[^_packed.Decayed..];
        System.Numerics.Tensors.TensorPrimitives.Multiply(x[.._packed.Decayed], MathF.Sqrt(_decay), penalties);
    }

    /// <inheritdoc/>
    public double HalfSquares(ReadOnlySpan<float> x) => _objective.Value(x);

    /// <inheritdoc/>
    public double Linearize(ReadOnlySpan<float> x, Span<float> gradient, Span<double> diagonal)
    {
        var n = Dimension;
        var matrix = _matrix.Of(_slab.Span);
        var value = _objective.ValueAndGradient(x, gradient);
        _passes.SampleGradients(_loader, _packed, Scale(), _slab, _rows, matrix);
        for (var i = 0; i < n; i++)
        {
            if (i < _packed.Decayed) matrix[i * n + i] += _decay;
            diagonal[i] = matrix[i * n + i];
        }
        return value;
    }

    /// <inheritdoc/>
    public bool TrySolve(ReadOnlySpan<double> damping, ReadOnlySpan<float> gradient, ReadOnlySpan<int> held, Span<double> step)
    {
        var n = Dimension;
        var factor = _factor.Of(_slab.Span);
        var right = _right.Of(_slab.Span);
        _matrix.Of(_slab.Span).CopyTo(factor);
        for (var i = 0; i < n; i++)
        {
            factor[i * n + i] += (float)damping[i];
            right[i] = -gradient[i];
        }
        Hold(factor, right, held);
        if (!SymmetricMatrix.TryFactor(factor, n, _scratch.Of(_slab.Span), _passes.Team)) return false;
        SymmetricMatrix.Solve(factor, right);
        for (var i = 0; i < n; i++) step[i] = right[i];
        return true;
    }

    /// <inheritdoc/>
    public double Curvature(ReadOnlySpan<double> step) => SymmetricMatrix.Quadratic(_matrix.Of(_slab.Span), step);

    /// <inheritdoc/>
    public void Dispose() => _slab.Dispose();

    // A held variable's equation becomes p = 0.
    private static void Hold(Span<float> matrix, Span<float> right, ReadOnlySpan<int> held)
    {
        var n = right.Length;
        for (var i = 0; i < n; i++)
        {
            if (held[i] == 0) continue;
            for (var j = 0; j < i; j++) matrix[j * n + i] = 0;
            matrix.Slice(i * n, n).Clear();
            (matrix[i * n + i], right[i]) = (1, 0);
        }
    }

    private float Scale() => (float)Math.Sqrt(SquaredScale(_passes.Loss, _loader.Count, _passes.Network.Output.Elements)!.Value);
}
