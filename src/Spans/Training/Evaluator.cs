using Spans.Losses;
using Spans.Threading;

namespace Spans.Training;

/// <summary>
/// Is fed a network's raw outputs batch by batch and measures them: with labels the classification metrics, with values those of
/// regression. Adding allocates nothing. Sample weights weigh the loss alone.
/// </summary>
public sealed class Evaluator
{
    private readonly ILoss _loss;
    private readonly int _units;
    private readonly Accuracy _accuracy;
    private readonly TopKAccuracy? _topK;
    private readonly LogLoss? _logLoss;
    private readonly RocAuc? _rocAuc;
    private readonly ConfusionMatrix? _confusion;
    private readonly RegressionScores _regression;
    private double _lossSum;
    private long _rows;

    /// <summary>An evaluator of outputs under a loss. Allocates everything it will need.</summary>
    /// <param name="loss">Its link says whether outputs are logits; one output tells two classes apart at 0 for logits, else at
    /// 0.5.</param>
    /// <param name="units">Outputs of a row.</param>
    /// <param name="options">What to measure; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option does not fit the outputs.</exception>
    public Evaluator(ILoss loss, int units, EvaluatorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Throw.IfNotPositive(units);
        options ??= new();
        _loss = loss;
        _units = units;
        var threshold = loss.Link is Link.Identity ? 0.5f : 0;
        _accuracy = new(units, threshold);
        if (options.Confusion) _confusion = new(units, threshold);
        if (options.TopK != 0) _topK = new(units, options.TopK);
        if (options.RocCapacity != 0) _rocAuc = new(units, options.RocCapacity);
        if (GivesProbabilities(loss, units)) _logLoss = new(units, loss.Link);
        _regression = new(loss.Targets(units), [.. options.TargetScale], [.. options.TargetOffset]);
    }

    /// <summary>Adds a batch with class labels.</summary>
    /// <param name="outputs">[rows, units], raw: before the loss's link.</param>
    /// <param name="labels">[rows].</param>
    /// <param name="sampleWeights">[rows], or empty for ones.</param>
    /// <param name="team">The threads that share the loss's kernel.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, ReadOnlySpan<float> sampleWeights, Team team)
    {
        AddLoss(new LossPass
        {
            Prediction = outputs,
            Batch = labels.Length,
            Units = _units,
            Labels = labels,
            SampleWeights = sampleWeights,
            Scale = 1,
            Team = team,
        });
        _accuracy.Add(outputs, labels);
        _topK?.Add(outputs, labels);
        _logLoss?.Add(outputs, labels);
        _rocAuc?.Add(outputs, labels);
        _confusion?.Add(outputs, labels);
    }

    /// <summary>Adds a batch with target values.</summary>
    /// <param name="outputs">[rows, units], raw.</param>
    /// <param name="values">[rows, targets], scaled as the network learns them.</param>
    /// <param name="sampleWeights">[rows], or empty for ones.</param>
    /// <param name="team">The threads that share the loss's kernel.</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> values, ReadOnlySpan<float> sampleWeights, Team team)
    {
        AddLoss(new LossPass
        {
            Prediction = outputs,
            Batch = outputs.Length / _units,
            Units = _units,
            Values = values,
            SampleWeights = sampleWeights,
            Scale = 1,
            Team = team,
        });
        if (_loss.Link is Link.Identity) _regression.Add(outputs, values, _units);
    }

    /// <summary>What the rows so far come to. Allocates the record.</summary>
    public Evaluation Result()
    {
        var isClassified = _accuracy.Rows > 0;
        var isMeasured = _regression.Rows > 0;
        return new()
        {
            Rows = _rows,
            Loss = _lossSum / _rows,
            Accuracy = isClassified ? _accuracy.Value : null,
            TopKAccuracy = isClassified ? _topK?.Value : null,
            LogLoss = isClassified ? _logLoss?.Value : null,
            RocAuc = isClassified ? _rocAuc?.Compute() : null,
            Confusion = isClassified ? _confusion?.Copy() : null,
            RootMeanSquaredError = isMeasured ? _regression.RootMeanSquaredError : null,
            MeanAbsoluteError = isMeasured ? _regression.MeanAbsoluteError : null,
            RSquared = isMeasured ? _regression.RSquared : null,
        };
    }

    /// <summary>Forgets every row.</summary>
    public void Reset()
    {
        (_lossSum, _rows) = (0, 0);
        _accuracy.Reset();
        _topK?.Reset();
        _logLoss?.Reset();
        _rocAuc?.Reset();
        _confusion?.Reset();
        _regression.Reset();
    }

    private void AddLoss(in LossPass pass)
    {
        _lossSum += _loss.Evaluate(pass);
        _rows += pass.Batch;
    }

    // Several sigmoids side by side are no distribution over classes.
    private static bool GivesProbabilities(ILoss loss, int units) => loss.Link switch
    {
        Link.Sigmoid => units == 1,
        Link.Softmax => units > 1,
        _ => loss is CrossEntropy || (loss is BinaryCrossEntropy && units == 1),
    };
}
