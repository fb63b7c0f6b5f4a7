using System.Diagnostics;
using System.Globalization;
using Spans.Activations;
using Spans.Kernels;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>
/// <c>gemm [part of a shape's name] [--rounds n]</c>: GFLOP/s of every product with a bar and its fraction of the multiply-add
/// peak P, all contestants and P interleaved in windows of about a millisecond; medians over the rounds.
/// </summary>
internal static unsafe class GemmReport
{
    private const double WindowNanoseconds = 1e6;

    public static int Run(string[] args)
    {
        var at = Array.IndexOf(args, "--rounds");
        var rounds = at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 15;
        var filter = args.Length > 1 && !args[1].StartsWith('-') ? args[1] : "";
        using var team = new Team(2);
        Console.WriteLine($"{Lanes.Width.Description}; OpenBLAS: {NativeBlas.OpenBlasConfiguration}");
        Console.WriteLine("| product | us | GFLOP/s | of P | OpenBLAS | oneDNN | best peer | two threads |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var shape in GemmShape.All)
            if (shape.ToString().Contains(filter, StringComparison.Ordinal)) Console.WriteLine(Row(shape, rounds, team));
        return 0;
    }

    private static string Row(GemmShape s, int rounds, Team team)
    {
        using var a = Slab.Rent(s.M * s.K);
        using var b = Slab.Rent(s.K * s.N);
        using var c = Slab.Rent(s.M * s.N);
        using var scratch =
            Slab.Rent(s.TransposesB ? MatMul.TransposeBScratch(s.N, s.K) : s.Packed ? MatMul.PackedLength(s.K, s.N) : 0);
        var random = new System.Random(1);
        foreach (ref var x in a.Span) x = random.NextSingle() - 0.5f;
        foreach (ref var x in b.Span) x = random.NextSingle() - 0.5f;
        if (s.Packed) MatMul.Pack(b.Span, scratch.Span, s.K, s.N);
        Action<int> one = n => Spans(s, a, b, c, scratch, Team.Single, n), two = n => Spans(s, a, b, c, scratch, team, n);
        Action<int> openBlas = n => Peer(s, a, b, c, s.M == 1 ? &NativeBlas.OpenBlasVector : &NativeBlas.OpenBlas, n);
        Action<int> oneDnn = n => Peer(s, a, b, c, &NativeBlas.OneDnn, n);
        Action<int>[] contestants = [one, two, NativeBlas.HasOpenBlas ? openBlas : one, NativeBlas.HasOneDnn ? oneDnn : one];
        var repeats = new int[contestants.Length];
        for (var i = 0; i < contestants.Length; i++) repeats[i] = Repeats(contestants[i]);
        var times = contestants.Select(_ => new double[rounds]).ToArray();
        var peaks = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            peaks[round] = FmaPeak.Measure();
            for (var i = 0; i < contestants.Length; i++) times[i][round] = Window(contestants[i], repeats[i]);
        }
        double Median(Func<int, double> value) => Enumerable.Range(0, rounds).Select(value).Order().ElementAt(rounds / 2);
        var us = Median(r => times[0][r]) / 1000;
        var blas = NativeBlas.HasOpenBlas ? Median(r => times[2][r] / times[0][r]) : double.NaN;
        var dnn = NativeBlas.HasOneDnn ? Median(r => times[3][r] / times[0][r]) : double.NaN;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {s} | {us:0.000} | {s.Flops / us / 1000:0} | {Median(r => s.Flops / times[0][r] / peaks[r]):0.000} | "
            + $"{s.Flops / Median(r => times[2][r]):0} | {s.Flops / Median(r => times[3][r]):0} | {Math.Min(blas, dnn):0.00}x | {Median(r => times[0][r] / times[1][r]):0.00}x |");
    }

    private static void Spans(GemmShape s, Slab a, Slab b, Slab c, Slab scratch, Team team, int repeats)
    {
        ReadOnlySpan<float> x = a.Span, w = b.Span, packed = scratch.Span;
        var y = c.Span;
        int m = s.M, n = s.N, k = s.K;
        if (s.Packed) for (var i = 0; i < repeats; i++) MatMul.MultiplyPacked(x, packed, [], y, m, n, k, new Identity(), team);
        else if (s.TransposesA) for (var i = 0; i < repeats; i++) MatMul.MultiplyTransposeA(x, w, y, m, n, k, false, team);
        else if (s.TransposesB)
            for (var i = 0; i < repeats; i++) MatMul.MultiplyTransposeB(x, w, y, m, n, k, false, scratch.Span, team);
        else for (var i = 0; i < repeats; i++) MatMul.Multiply(x, w, y, m, n, k, false, team);
    }

    private static void Peer(
        GemmShape s, Slab a, Slab b, Slab c, delegate*<GemmShape, float*, float*, float*, void> multiply, int repeats)
    {
        fixed (float* pa = a.Span, pb = b.Span, pc = c.Span)
            for (var i = 0; i < repeats; i++) multiply(s, pa, pb, pc);
    }

    private static int Repeats(Action<int> run)
    {
        // Long enough for tier-up: small products call doors and drivers that are not compiled ahead.
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 300)
        {
            run(10);
            calls += 10;
            if (calls == 10 && Stopwatch.GetElapsedTime(start).TotalMilliseconds > 100) break;
        }
        return (int)Math.Max(1, WindowNanoseconds / (Window(run, 10)));
    }

    private static double Window(Action<int> run, int repeats)
    {
        // Warms the caches and wakes the team.
        run(1);
        var start = Stopwatch.GetTimestamp();
        run(repeats);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats;
    }
}
