namespace Spans.Training;

/// <summary>
/// Root mean squared error, mean absolute error and R² of predictions, in the target's own units, in one sweep and in double.
/// Adding allocates nothing.
/// </summary>
public sealed class RegressionScores
{
    private readonly int _targets;
    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly double[] _squares;
    private readonly double[] _mean;
    private readonly double[] _spread;
    private double _absolute;

    /// <summary>No rows yet.</summary>
    /// <param name="targets">Target values of a row.</param>
    /// <param name="scale">[targets] what predictions and targets are multiplied by to be in their own units; empty for
    /// ones.</param>
    /// <param name="offset">[targets] what is then added; empty for zeros.</param>
    /// <exception cref="ArgumentException">A length differs, or <paramref name="targets"/> is not positive.</exception>
    public RegressionScores(int targets, ReadOnlySpan<float> scale = default, ReadOnlySpan<float> offset = default)
    {
        Throw.IfNotPositive(targets);
        if (!scale.IsEmpty) Throw.IfNotLength(scale.Length, targets);
        if (!offset.IsEmpty) Throw.IfNotLength(offset.Length, targets);
        _targets = targets;
        _scale = new float[targets];
        _offset = new float[targets];
        _scale.AsSpan().Fill(1);
        scale.CopyTo(_scale);
        offset.CopyTo(_offset);
        _squares = new double[targets];
        _mean = new double[targets];
        _spread = new double[targets];
    }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>√(Σ (y − t)² / (rows · targets)); NaN before the first row.</summary>
    public double RootMeanSquaredError
    {
        get
        {
            var sum = 0.0;
            foreach (var squares in _squares) sum += squares;
            return Math.Sqrt(sum / Rows / _targets);
        }
    }

    /// <summary>Σ |y − t| / (rows · targets); NaN before the first row.</summary>
    public double MeanAbsoluteError => _absolute / Rows / _targets;

    /// <summary>
    /// 1 − Σ (y − t)² / Σ (t − mean t)² of each target, averaged over the targets, as scikit-learn's <c>r2_score</c>: a target
    /// that never changes scores 1 if met exactly and else 0; NaN below two rows.
    /// </summary>
    public double RSquared
    {
        get
        {
            if (Rows < 2) return double.NaN;
            var sum = 0.0;
            for (var i = 0; i < _targets; i++)
                sum += _spread[i] != 0 ? 1 - _squares[i] / _spread[i] : _squares[i] == 0 ? 1 : double.IsNaN(_squares[i])
                ? double.NaN : 0;
            return sum / _targets;
        }
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="predictions">[rows, stride], of which the first targets of each row count.</param>
    /// <param name="values">[rows, targets].</param>
    /// <param name="stride">Outputs of a row; 0 for as many as targets.</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public void Add(ReadOnlySpan<float> predictions, ReadOnlySpan<float> values, int stride = 0)
    {
        if (stride == 0) stride = _targets;
        if (stride < _targets) Throw.OutOfRange(nameof(stride), stride, $"{_targets} or more");
        var rows = values.Length / _targets;
        Throw.IfNotLength(values.Length, (long)rows * _targets);
        Throw.IfNotLength(predictions.Length, (long)rows * stride);
        for (var row = 0; row < rows; row++)
        {
            Rows++;
            for (var i = 0; i < _targets; i++)
            {
                var error = ((double)predictions[row * stride + i] - values[row * _targets + i]) * _scale[i];
                var target = (double)values[row * _targets + i] * _scale[i] + _offset[i];
                _squares[i] += error * error;
                _absolute += Math.Abs(error);
                // Welford 1962: no cancellation however far the targets are from 0.
                var change = target - _mean[i];
                _mean[i] += change / Rows;
                _spread[i] += change * (target - _mean[i]);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Rows = 0;
        _absolute = 0;
        Array.Clear(_squares);
        Array.Clear(_mean);
        Array.Clear(_spread);
    }
}
