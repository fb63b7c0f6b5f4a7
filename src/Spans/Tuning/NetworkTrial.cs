using Spans.Data;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Tuning;

/// <summary>
/// A network as a study's trial: trained on one thread over shuffled epochs, scored on validation rows by its accuracy, or for
/// regression by its mean loss below 0. Once the loss is no finite number the score is NaN, and the trial has failed.
/// </summary>
public sealed class NetworkTrial : ITrial
{
    private readonly Network _network;
    private readonly Trainer _trainer;
    private readonly BatchLoader _loader;
    private readonly DataView _validation;
    private bool _diverged;

    /// <summary>Begins to train a network.</summary>
    /// <param name="network">The network; disposed with the trial, also where this throws.</param>
    /// <param name="loss">What is minimised.</param>
    /// <param name="optimizer">What the trial's hyperparameters made.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">The rows that score it.</param>
    /// <param name="batchSize">Rows of a batch; at most all are taken.</param>
    /// <param name="seed">The seed of the order of rows and of noise.</param>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    public NetworkTrial(
        Network network, ILoss loss, IOptimizer optimizer, DataView train, DataView validation, int batchSize = 32,
        ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            ArgumentNullException.ThrowIfNull(train);
            ArgumentNullException.ThrowIfNull(validation);
            (_network, _validation) = (network, validation);
            batchSize = Math.Min(batchSize, train.Count);
            _trainer = new Trainer(network, loss, optimizer, new TrainerOptions { BatchSize = batchSize, Seed = seed });
            _loader = new BatchLoader(train, batchSize, shuffle: true, seed, _trainer.Plan.Chain.MinimumBatch);
        }
        catch
        {
            _trainer?.Dispose();
            network.Dispose();
            throw;
        }
    }

    /// <summary>Epochs done.</summary>
    public int Epochs { get; private set; }

    /// <inheritdoc/>
    public long Steps => _trainer.Steps;

    /// <summary>Trains on until <paramref name="budget"/> epochs are done in all.</summary>
    /// <returns>The score; NaN where the loss was no finite number.</returns>
    public double Run(int budget)
    {
        for (; Epochs < budget && !_diverged; Epochs++)
        {
            _loader.BeginEpoch(Epochs);
            while (!_diverged && _loader.Next(out var batch)) _diverged = !_trainer.Step(batch).Updated;
        }
        if (_diverged) return double.NaN;
        var scores = _trainer.Evaluate(_validation);
        return scores.Accuracy ?? -scores.Loss;
    }

    /// <summary>Gives all memory back, the network's too.</summary>
    public void Dispose()
    {
        _loader.Dispose();
        _trainer.Dispose();
        _network.Dispose();
    }
}
