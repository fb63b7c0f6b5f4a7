using System.Globalization;
using System.Text;

namespace Spans.Benchmarks.Peers.Reports;

/// <summary>
/// The comparison in one table: a row for each question that has a headline, a column for each peer that answers several.
/// </summary>
internal static class ReadmeTable
{
    private static readonly string[] s_peers =
        [Family.PyTorch, Family.LibTorch, Family.NumPy, Family.OnnxRuntime, Family.OpenBlas, Family.OneDnn, Family.MathNet,
            Family.PlainLoops];

    private static readonly string[] s_rows =
    [
        "step (a) sgd", "step (a) adam", "step (b) momentum", "step (b) adam", "step (c) adam", "epoch (a) adam 60000x784",
        "latency 16-64-64-4 tanh", "latency 784-128-10", "latency 784-512-512-10", "optimizer Adam 1M", "optimizer Adam 10M",
        "gemm 64x64x64", "gemm 512x512x512", "gemm 32x128x784", "gemm 128x512x784",
        "elementwise exp 4096", "elementwise tanh 4096", "elementwise sigmoid 4096", "elementwise gelu 4096",
        "elementwise softmax 128x1000",
    ];

    public static string Of(ResultsFile results)
    {
        var shown = results.Contests.Where(c => s_rows.Contains($"{c.Area} {c.Name}") && c.Spans is not null).ToArray();
        string[] peers = [.. s_peers.Where(p => shown.Any(c => c.Best(p) is not null))];
        var table = new TextTable(["", "threads", Family.Spans, "allocated", .. peers, "best peer / Spans"]);
        foreach (var name in s_rows)
            foreach (var contest in shown.Where(c => $"{c.Area} {c.Name}" == name).OrderBy(c => c.Threads))
                table.Add([
                    name, $"{contest.Threads}", Format.Time(contest.Spans!.Median), Format.Bytes(contest.Spans.Allocated),
                    .. peers.Select(p => contest.Best(p) is { } e ? Format.Time(e.Median) : ""),
                    contest.BestPeer?.TimesSpans is { } ratio ? $"**{Format.Ratio(ratio)}×**" : "",
                ]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Medians of interleaved rounds on {results.Machine.Cpu} ({results.Machine.Cores} cores, {results.Machine.InstructionSet}),
            {results.Newest:yyyy-MM-dd}; every peer at its fastest setting ([all numbers](benchmarks/results/{results.Machine.Slug}/peers.md);
            `dotnet run -c Release --project benchmarks/Spans.Benchmarks -- peers` measures them again).


            """);
        return text.Append(table.Markdown()).ToString();
    }
}
