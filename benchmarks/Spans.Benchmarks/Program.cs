using BenchmarkDotNet.Running;
using Spans.Benchmarks.Kernels;
using Spans.Benchmarks.Peers;
using Spans.Benchmarks.Peers.Areas;
using Spans.Benchmarks.Peers.Reports;
using Spans.Benchmarks.Soak;

switch (args.FirstOrDefault())
{
    case "gemm": return GemmReport.Run(args);
    case "peers": return PeersCommand.Run(args[1..]);
    case "soak": return SoakCommand.Run(args[1..]);
    case "readme": return ReadmeCommand.Run();
    case ColdStartArea.ChildVerb: return ColdStartArea.RunChild();
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
