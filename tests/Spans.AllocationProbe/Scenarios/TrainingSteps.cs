using System.Globalization;
using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>Training steps of 784-128-10 with shuffled batches and a smaller last one. Argument: threads.</summary>
public sealed class TrainingSteps : IScenario
{
    private Network? _network;
    private Trainer? _trainer;
    private BatchLoader? _loader;
    private int _epoch;

    public void Prepare(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        const int rows = 500;
        var inputs = new float[rows * 784];
        var labels = new int[rows];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = i * 7919L % 1000 / 1000f;
        for (var i = 0; i < rows; i++) labels[i] = i % 10;
        _network = new Network(784, [new Dense<Relu>(128), new Dense<Identity>(10)], seed: 1);
        _trainer = new Trainer(_network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions
        {
            BatchSize = 32,
            Threads = int.Parse(arguments[0], CultureInfo.InvariantCulture),
        });
        _loader = new BatchLoader(new Dataset(784, inputs, labels), 32, shuffle: true, seed: 1);
    }

    public void Step()
    {
        if (!_loader!.Next(out var batch))
        {
            _loader.BeginEpoch(++_epoch);
            _loader.Next(out batch);
        }
        _trainer!.Step(batch);
    }

    public void Dispose()
    {
        _loader?.Dispose();
        _trainer?.Dispose();
        _network?.Dispose();
    }
}
