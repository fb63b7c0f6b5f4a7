using BenchmarkDotNet.Attributes;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>What does it cost to share a job with spinning workers?</summary>
[MemoryDiagnoser]
public class TeamBench
{
    private Team _team = Team.Single;

    [Params(1, 2, 4)]
    public int Members { get; set; } = 1;

    [GlobalSetup]
    public void Prepare() => _team = new Team(Members);

    [Benchmark]
    public void Dispatch() => _team.Run(new Nothing(), Members);

    [GlobalCleanup]
    public void Return() => _team.Dispose();

    private readonly struct Nothing : ITeamJob
    {
        public void Execute(int part, int parts) { }
    }
}
