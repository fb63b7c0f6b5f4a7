using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spans.Benchmarks.Peers;

/// <summary>
/// P: as many fused multiply-adds a second as one core does. Takes part in a contest as the time that the contest's floating-point
/// operations would take at that rate. Twelve independent accumulators: two units of four cycles each need eight.
/// </summary>
public sealed class FmaPeak(double flops) : IContestant
{
    private const int Accumulators = 12;
    private readonly InProcess _loop = new(Peers.Family.Peak, Peers.Family.Peak, 1, new Loop());

    public string Name => Peers.Family.Peak;

    public string Family => Peers.Family.Peak;

    public int Threads => 1;

    public static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector<float>.Count;

    public void WarmUp(TimeSpan atLeast) => _loop.WarmUp(atLeast);

    public Reading Measure(TimeSpan window)
    {
        var pass = _loop.Measure(window).Nanoseconds;
        return new Reading(pass * flops / (2.0 * Accumulators * Lanes * Loop.Length));
    }

    public void Dispose() => _loop.Dispose();

    private sealed class Loop : IWork
    {
        public const int Length = 1000;

        public static float Sink { get; private set; }

        public void Run(int operations)
        {
            for (var i = 0; i < operations; i++) Sink = Vector512.IsHardwareAccelerated ? Wide(0.5f, Length) : Portable(0.5f, Length);
        }

        public void Dispose() { }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Wide(float x, int length)
        {
            var a = Vector512.Create(x);
            var b = Vector512.Create(x / 2);
            Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
            for (var i = 0; i < length; i++)
            {
                c0 = Vector512.FusedMultiplyAdd(a, b, c0);
                c1 = Vector512.FusedMultiplyAdd(a, b, c1);
                c2 = Vector512.FusedMultiplyAdd(a, b, c2);
                c3 = Vector512.FusedMultiplyAdd(a, b, c3);
                c4 = Vector512.FusedMultiplyAdd(a, b, c4);
                c5 = Vector512.FusedMultiplyAdd(a, b, c5);
                c6 = Vector512.FusedMultiplyAdd(a, b, c6);
                c7 = Vector512.FusedMultiplyAdd(a, b, c7);
                c8 = Vector512.FusedMultiplyAdd(a, b, c8);
                c9 = Vector512.FusedMultiplyAdd(a, b, c9);
                c10 = Vector512.FusedMultiplyAdd(a, b, c10);
                c11 = Vector512.FusedMultiplyAdd(a, b, c11);
            }
            return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Portable(float x, int length)
        {
            var a = new Vector<float>(x);
            var b = new Vector<float>(x / 2);
            Vector<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
            for (var i = 0; i < length; i++)
            {
                c0 = Vector.FusedMultiplyAdd(a, b, c0);
                c1 = Vector.FusedMultiplyAdd(a, b, c1);
                c2 = Vector.FusedMultiplyAdd(a, b, c2);
                c3 = Vector.FusedMultiplyAdd(a, b, c3);
                c4 = Vector.FusedMultiplyAdd(a, b, c4);
                c5 = Vector.FusedMultiplyAdd(a, b, c5);
                c6 = Vector.FusedMultiplyAdd(a, b, c6);
                c7 = Vector.FusedMultiplyAdd(a, b, c7);
                c8 = Vector.FusedMultiplyAdd(a, b, c8);
                c9 = Vector.FusedMultiplyAdd(a, b, c9);
                c10 = Vector.FusedMultiplyAdd(a, b, c10);
                c11 = Vector.FusedMultiplyAdd(a, b, c11);
            }
            return Vector.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
        }
    }
}
