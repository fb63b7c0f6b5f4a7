using Spans.Data;
using Spans.Data.Numpy;
using Spans.Losses;
using Spans.Native;
using Spans.Networks;

namespace Spans.Cli.Running;

/// <summary>Predictions as NumPy arrays: [rows, outputs] probabilities or values, and in a .npz the classes besides.</summary>
internal static class PredictionArrays
{
    private const int BatchSize = 256;

    internal static IFileSource Of(Network network, DataView view, bool isArchive)
    {
        var outputs = network.Output.Elements;
        if ((long)view.Count * outputs > Array.MaxLength)
            throw new RunException($"The predictions have more than {Array.MaxLength} numbers; use --limit.");
        var values = new float[view.Count * outputs];
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = BatchSize });
        using var loader = new BatchLoader(view, BatchSize);
        loader.BeginEpoch(0);
        for (var done = 0; loader.Next(out var batch); done += batch.Count)
            predictor.Predict(batch.Inputs, values.AsSpan(done * outputs, batch.Count * outputs), batch.Count);
        var predictions = NumpyFile.Floats(values, view.Count, outputs);
        if (!isArchive) return predictions;
        if (network.Card.ClassNames.Count == 0) return NumpyFile.Archive(("predictions", predictions));
        var classes = new float[view.Count];
        for (var row = 0; row < classes.Length; row++)
            classes[row] = Best(values.AsSpan(row * outputs, outputs), network.Card.Link);
        return NumpyFile.Archive(("predictions", predictions), ("classes", NumpyFile.Floats(classes, view.Count)));
    }

    // One sigmoid output stands for the second of two classes.
    private static int Best(ReadOnlySpan<float> values, Link link) => link == Link.Sigmoid && values.Length == 1
        ? values[0] >= 0.5f ? 1 : 0 : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);
}
