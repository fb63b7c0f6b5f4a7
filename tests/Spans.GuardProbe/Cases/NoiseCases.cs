using System.Runtime.InteropServices;
using Spans.Kernels;
using Spans.Random;

namespace Spans.GuardProbe.Cases;

/// <summary>Random fills and dropout, from elements of the stream that fall anywhere in a group.</summary>
internal static class NoiseCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        new("RngFill.Uniform",
            static (n, salt) => Filled(n, salt, static (rng, first, to) => RngFill.Uniform(rng, first, to, -1, 1))),
        new("RngFill.Normal", static (n, salt) => Filled(n, salt, static (rng, first, to) => RngFill.Normal(rng, first, to))),
        new("RngFill.Bits", static (n, salt) =>
            Filled(n, salt, static (rng, first, to) => RngFill.Bits(rng, first, MemoryMarshal.Cast<float, uint>(to)))),
        new("RngFill.Permutation", static (n, salt) => new KernelCall().Output("destination", n)
            .Runs(c => RngFill.Permutation(new Rng((ulong)salt, 1, 2), MemoryMarshal.Cast<float, int>(c.Out("destination"))))),
        new("RngFill.Shuffle", static (n, salt) => new KernelCall().Output("items", n)
            .Runs(c => RngFill.Shuffle(new Rng((ulong)salt, 1, 2), MemoryMarshal.Cast<float, int>(c.Out("items"))))),
        new("Dropout.Apply", static (n, salt) => new KernelCall().Input("x", n).Output("y", n).InPlace("x", "y")
            .Runs(c => Dropout.Apply(new Rng(1, 2, 3), (ulong)salt, c.In("x"), c.Out("y"), 0.5f, 2, c.Team))),
    ];

    private delegate void Fill(Rng rng, ulong first, Span<float> destination);

    private static KernelCall Filled(int n, int salt, Fill fill) => new KernelCall().Output("destination", n)
        .Runs(c => fill(new Rng(7, 1, 2), (ulong)salt, c.Out("destination")));
}
