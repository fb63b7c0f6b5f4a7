using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Benchmarks.Kernels;

/// <summary>The most multiply-adds one core does: P, the yardstick of every matrix product, measured beside it.</summary>
public static class FmaPeak
{
    private const int Chains = 12;
    private const int Steps = 40_000;
    private const int Unroll = 4;

    /// <summary>The sum of the last run: keeps the loop alive.</summary>
    public static float Sink { get; private set; }

    /// <summary>GFLOP/s of twelve independent chains of multiply-adds over about a millisecond, on the widest lanes.</summary>
    public static double Measure() => Measure(Team.Single);

    /// <summary>The same of all a team's members together, from the first's start to the last's end.</summary>
    public static double Measure(Team team)
    {
        var start = Stopwatch.GetTimestamp();
        team.Run(new Job(), team.Members);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return 2.0 * Chains * Steps * Unroll * Width.Floats * team.Members / elapsed;
    }

    private readonly struct Job : ITeamJob
    {
        public void Execute(int part, int parts) => Sink = Width.Wide ? Run<Lanes512>(Steps) : Run<VectorLanes>(Steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run<V>(int steps) where V : struct, ILanes<V>
    {
        V a = V.Broadcast(0.999f), b = V.Broadcast(0.001f);
        V s0 = b, s1 = b, s2 = b, s3 = b, s4 = b, s5 = b, s6 = b, s7 = b, s8 = b, s9 = b, s10 = b, s11 = b;
        for (var i = 0; i < steps; i++)
        {
            for (var u = 0; u < Unroll; u++)
            {
                s0 = V.MultiplyAdd(s0, a, b);
                s1 = V.MultiplyAdd(s1, a, b);
                s2 = V.MultiplyAdd(s2, a, b);
                s3 = V.MultiplyAdd(s3, a, b);
                s4 = V.MultiplyAdd(s4, a, b);
                s5 = V.MultiplyAdd(s5, a, b);
                s6 = V.MultiplyAdd(s6, a, b);
                s7 = V.MultiplyAdd(s7, a, b);
                s8 = V.MultiplyAdd(s8, a, b);
                s9 = V.MultiplyAdd(s9, a, b);
                s10 = V.MultiplyAdd(s10, a, b);
                s11 = V.MultiplyAdd(s11, a, b);
            }
        }
        return V.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
    }
}
