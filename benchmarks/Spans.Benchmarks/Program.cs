using BenchmarkDotNet.Running;
using Spans.Benchmarks.Kernels;

if (args is ["gemm", ..]) return GemmReport.Run(args);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
