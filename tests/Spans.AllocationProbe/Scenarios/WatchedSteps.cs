using System.Globalization;
using Spans.Activations;
using Spans.Data;
using Spans.Diagnostics.Learning;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>Training steps of a network of bodies within bodies under a learning monitor. Argument: threads.</summary>
public sealed class WatchedSteps : IScenario
{
    private const int Rows = 32;
    private readonly float[] _inputs = new float[Rows * 40];
    private readonly int[] _labels = new int[Rows];
    private Network? _network;
    private Trainer? _trainer;
    private LearningObserver _observer;

    // The monitor looks at every power of two up to 64, then at every hundredth step.
    public int WarmUp => 300;

    public int Steps => 3_000;

    public void Prepare(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        for (var i = 0; i < _inputs.Length; i++) _inputs[i] = i * 7919L % 1000 / 1000f;
        for (var i = 0; i < Rows; i++) _labels[i] = i % 3;
        var same = new ConvolutionOptions { Padding = Padding.Same };
        _network = new Network(
            [2, 5, 4],
            [
                new Residual([
                    new Conv2D<Identity>(4, 3, same), new BatchNorm(), new ActivationLayer<Relu>(),
                    new Branches(Merge.Concatenate, [new Conv2D<Tanh>(1, 1)], [new Residual([new Conv2D<Relu>(4, 1)])]),
                    new Conv2D<Identity>(2, 3, same)]),
                new Flatten(), new Dropout(0.2f), new Dense<Identity>(3),
            ], seed: 1);
        _trainer = new Trainer(_network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions
        {
            BatchSize = Rows,
            Threads = int.Parse(arguments[0], CultureInfo.InvariantCulture),
        });
        _observer = new LearningMonitor(_trainer, new Dataset([2, 5, 4], _inputs, _labels).View()).Observer;
    }

    public void Step() =>
        _trainer!.Step(new Batch { Count = Rows, Inputs = _inputs, Labels = _labels }, ref _observer);

    public void Dispose()
    {
        _trainer?.Dispose();
        _network?.Dispose();
    }
}
