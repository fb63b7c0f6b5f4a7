using Spans.Networks;
using Spans.Training;

namespace Spans.Diagnostics.TensorBoard;

/// <summary>
/// A training run in TensorBoard: one event file in <c>train</c> and one in <c>validation</c> below the run's folder, as Keras
/// lays them out. Give it to Fit as the receiver of epochs, and <see cref="Observer"/> as the observer for histograms of
/// activations, weights and gradients at the first step of every epoch.
/// </summary>
public sealed class TensorBoardLog : IProgress<EpochReport>, IDisposable
{
    private readonly EventFile _train;
    private readonly string _folder;
    private EventFile? _validation;
    private bool _begun;

    /// <summary>Begins a run.</summary>
    /// <param name="folder">The run's folder; made if need be.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TensorBoardLog(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
        _train = new EventFile(Path.Combine(folder, "train"));
    }

    /// <summary>The training run's file, for scalars and histograms of your own.</summary>
    public EventFile Train => _train;

    /// <summary>Whether the next step's histograms are written: at the first of each epoch.</summary>
    internal bool WantsHistograms { get; private set; } = true;

    /// <summary>Writes the run's hyperparameters; numbers stay numbers, all else becomes text.</summary>
    public void Hyperparameters(IReadOnlyDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        HyperparameterEvents.Begin(_train, values, ["loss", "accuracy"]);
        _begun = true;
    }

    /// <summary>Writes an epoch's numbers: loss, accuracy, learning rate and speed.</summary>
    public void Report(EpochReport value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _train.Scalar("loss", value.Epoch, value.TrainLoss);
        if (value.TrainAccuracy is { } accuracy) _train.Scalar("accuracy", value.Epoch, accuracy);
        _train.Scalar("learning_rate", value.Epoch, value.LearningRate);
        _train.Scalar("samples_per_second", value.Epoch, value.SamplesPerSecond);
        if (value.Validation is { } scores)
        {
            _validation ??= new EventFile(Path.Combine(_folder, "validation"));
            _validation.Scalar("loss", value.Epoch, scores.Loss);
            if (scores.Accuracy is { } validated) _validation.Scalar("accuracy", value.Epoch, validated);
        }
        WantsHistograms = true;
    }

    /// <summary>What Fit shows each layer's pass and each step.</summary>
    public TensorBoardObserver Observer(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new TensorBoardObserver(this, network);
    }

    /// <summary>Says how the run ended.</summary>
    public void End(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_begun) HyperparameterEvents.End(_train, result.StopReason != StopReason.NonFinite);
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _train.Dispose();
        _validation?.Dispose();
    }

    internal void HistogramsDone() => WantsHistograms = false;
}
