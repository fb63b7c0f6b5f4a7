using Spans.Data;
using Spans.Training;

namespace Spans.Cli.Lab;

/// <summary>The loss of each of so many updates.</summary>
internal static class StepLosses
{
    /// <summary>Trains for <paramref name="steps"/> updates, over as many epochs of shuffled batches as that takes.</summary>
    /// <returns>The batch's loss before each update; NaN from the step on at which it was no number any more.</returns>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    internal static double[] Of(Trainer trainer, DataView train, int steps, LabArguments arguments)
    {
        using var loader = new BatchLoader(train, trainer.Options.BatchSize, shuffle: true, arguments.Seed);
        var losses = new double[steps];
        Array.Fill(losses, double.NaN);
        for (int step = 0, epoch = 0; step < steps; epoch++)
        {
            arguments.Cancellation.ThrowIfCancellationRequested();
            loader.BeginEpoch(epoch);
            while (step < steps && loader.Next(out var batch))
            {
                var result = trainer.Step(batch);
                if (!result.Updated) return losses;
                losses[step++] = result.Loss;
            }
        }
        return losses;
    }
}
