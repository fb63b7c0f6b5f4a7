using Spans.Chains;
using Spans.Layers;
using Spans.Networks;
using Spans.Random;

namespace Spans.Diagnostics.Load;

/// <summary>
/// Predictions of made-up rows from several threads at once: each has rows and answers of its own, apart from the others', so
/// that no cache line that one writes holds what another reads.
/// </summary>
public static class PredictorLoad
{
    // Floats around a thread's answers: two cache lines.
    private const int Apart = 32;

    /// <summary>Freezes <paramref name="network"/> and measures its predictions.</summary>
    /// <param name="network">Inputs are drawn between 0 and 1; where it reads words, all are the first.</param>
    /// <param name="threads">Threads, 1 to <see cref="LoadTest.MaxThreads"/>.</param>
    /// <param name="batch">Rows of a call, 1 or more.</param>
    /// <param name="warmUp">How long calls are made before any is counted.</param>
    /// <param name="time">How long they are counted; above zero.</param>
    /// <param name="windows">Into how many parts throughput is divided.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static LoadReport Run(Network network, int threads, int batch, TimeSpan warmUp, TimeSpan time, int windows = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (threads is < 1 or > LoadTest.MaxThreads)
            Throw.OutOfRange(nameof(threads), threads, $"between 1 and {LoadTest.MaxThreads}");
        Throw.IfNotPositive(batch, nameof(batch));
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = batch });
        var answers = checked(batch * network.Output.Elements);
        var inputs = new float[threads][];
        var outputs = new float[threads][];
        for (var i = 0; i < threads; i++)
        {
            inputs[i] = new float[checked(batch * network.Input.Elements)];
            if (!ReadsWords(network.Plan.Chain)) RngFill.Uniform(new Rng(1, (ulong)i, 1), 0, inputs[i], 0, 1);
            outputs[i] = new float[Apart + answers + Apart];
        }
        return LoadTest.Run(
            i => predictor.Predict(inputs[i], outputs[i].AsSpan(Apart, answers), batch), threads, warmUp, time, windows);
    }

    // Any number is an input of an embedding only where it is a row's.
    private static bool ReadsWords(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            if (layer.Layer is Embedding) return true;
            foreach (var body in layer.Bodies)
                if (ReadsWords(body)) return true;
        }
        return false;
    }
}
