using System.Globalization;
using Spans.Activations;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.AllocationProbe.Errands;

/// <summary>
/// In a process whose heap is limited: trains, asks for a batch and a network that do not fit, and goes on as before. Prints the
/// messages and the most bytes that a refused request allocated; ends with 0 if all was refused and the first network still gives
/// the same bits.
/// </summary>
public sealed class TooLarge : IErrand
{
    public int Run(string[] arguments)
    {
        using var training = new SmallTraining(new TrainerOptions { BatchSize = 16, Epochs = 1 });
        var data = SmallTraining.Data();
        training.Trainer.Fit(data);
        using var predictor = Predictor.Freeze(training.Trainer.Network);
        var before = new float[4];
        predictor.Predict(data.Row(0), before);

        using var network = new Network(1024, [new Dense<Relu>(1024), new Dense<Identity>(4)], seed: 1);
        var most = 0L;
        // 1 GiB and more of activations; 4 GiB of parameters; 2 GiB of scratch for predicting: each more than the heap may be.
        var refused = Refused(
            () => new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { BatchSize = 200_000 }),
            ref most)
            && Refused(() => new Network(32_000, [new Dense<Identity>(32_000)]), ref most)
            && Refused(() => Predictor.Freeze(network, new FreezeOptions { MaxBatch = 500_000 }), ref most);

        training.Trainer.Fit(data);
        var after = new float[4];
        predictor.Predict(data.Row(0), after);
        Console.WriteLine(most.ToString(CultureInfo.InvariantCulture));
        return refused && before.AsSpan().SequenceEqual(after) ? 0 : 1;
    }

    private static bool Refused(Func<IDisposable> make, ref long most)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        try
        {
            make().Dispose();
            return false;
        }
        catch (InsufficientMemoryException e)
        {
            most = Math.Max(most, GC.GetTotalAllocatedBytes(precise: true) - before);
            Console.WriteLine(e.Message);
            return true;
        }
    }
}
