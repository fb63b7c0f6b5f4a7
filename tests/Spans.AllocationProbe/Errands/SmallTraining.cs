using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.AllocationProbe.Errands;

/// <summary>
/// A training of nine thousand parameters whose checkpoints take 110 KB. Few kinds of layer: little to compile before it begins.
/// </summary>
internal sealed class SmallTraining : IDisposable
{
    private readonly Network _network = new(32, [new Dense<Identity>(256), new Dense<Identity>(4)], seed: 1);

    internal SmallTraining(TrainerOptions options) =>
        Trainer = new Trainer(_network, new SoftmaxCrossEntropy(), new Adam(), options);

    internal Trainer Trainer { get; }

    internal static Dataset Data()
    {
        const int Rows = 64;
        var inputs = new float[Rows * 32];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = i * 7919L % 1000 / 1000f;
        var labels = new int[Rows];
        for (var i = 0; i < Rows; i++) labels[i] = i % 4;
        return new Dataset(32, inputs, labels);
    }

    public void Dispose()
    {
        Trainer.Dispose();
        _network.Dispose();
    }
}

/// <summary>
/// Trains and saves after every step, going on from what is in the folder, until it is killed. Argument: the folder.
/// </summary>
public sealed class SaveForever : IErrand
{
    public int Run(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var data = SmallTraining.Data();
        using var training = new SmallTraining(new TrainerOptions
        {
            BatchSize = 16,
            Epochs = int.MaxValue,
            Checkpoints = new CheckpointOptions(arguments[0]) { Steps = 1, Keep = 2 },
        });
        if (CheckpointFolder.Newest(arguments[0]) is { } newest) training.Trainer.Resume(newest, data);
        var ready = new SaysWhenReady(training.Trainer.Steps + 2);
        training.Trainer.Fit(data, null, ref ready);
        return 1;
    }

    private readonly struct SaysWhenReady(long atStep) : ITrainingObserver
    {
        public void AfterForward(in ForwardPass pass) { }

        public void AfterBackward(in BackwardPass pass) { }

        public void AfterStep(long step, in StepResult result)
        {
            if (step == atStep) Console.WriteLine("ready");
        }
    }
}

/// <summary>
/// Trains two epochs and keeps one checkpoint, so that the second save removes the first. Argument: the folder.
/// </summary>
public sealed class SaveTwice : IErrand
{
    public int Run(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        using var training = new SmallTraining(
            new TrainerOptions { BatchSize = 32, Epochs = 2, Checkpoints = new CheckpointOptions(arguments[0]) { Keep = 1 } });
        training.Trainer.Fit(SmallTraining.Data());
        return 0;
    }
}
