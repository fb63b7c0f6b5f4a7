using System.Diagnostics;
using System.Globalization;
using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.GuardProbe;

/// <summary>
/// Makes and disposes of networks, trainers, predictors and teams again and again, and prints what grew: handles, threads,
/// managed and resident bytes.
/// </summary>
internal static class Cycles
{
    private const int WarmUp = 2_000;
    private const int Count = 10_000;

    internal static int Run(Progress progress)
    {
        progress.Begin("Create and dispose");
        for (var i = 0; i < WarmUp; i++) Cycle(i);
        // What looking takes is there before the first look that counts.
        _ = State.Now();
        var before = State.Now();
        for (var i = 0; i < Count; i++)
        {
            progress.At(i, 0, false);
            Cycle(i);
        }
        var after = State.Now();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Count} {after.Handles - before.Handles} {after.Threads - before.Threads} {after.Managed - before.Managed} {after.Resident - before.Resident}"));
        return 0;
    }

    private static void Cycle(int i)
    {
        using var network = new Network([16], [new Dense<Relu>(32), new Dense<Identity>(4)], seed: 1);
        // A team of two now and then: starting a thread takes longer than all the rest.
        using var trainer = new Trainer(
            network, new MeanSquaredError(), new Adam(), new TrainerOptions { BatchSize = 8, Threads = i % 20 == 0 ? 2 : 1 });
        trainer.Step(new Batch { Inputs = new float[8 * 16], Values = new float[8 * 4], Count = 8 });
        using var predictor = Predictor.Freeze(network);
        predictor.Predict(new float[16], new float[4]);
    }

    private readonly record struct State(int Handles, int Threads, long Managed, long Resident)
    {
        internal static State Now()
        {
            // Workers end on their own a moment after their team.
            Thread.Sleep(200);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            return new(Open(process), process.Threads.Count, GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
        }

        // The runtime keeps two files open for each assembly, and loads one when the JIT first meets it: late, where code that
        // was compiled ahead does not fit the instruction sets.
        private static int Open(Process process) => Directory.Exists("/proc/self/fd")
            ? Directory.GetFiles("/proc/self/fd").Count(static file => !IsAssembly(new FileInfo(file).LinkTarget))
            : process.HandleCount;

        private static bool IsAssembly(string? file) => file?.EndsWith(".dll", StringComparison.Ordinal) == true;
    }
}
