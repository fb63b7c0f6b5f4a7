using System.Runtime.CompilerServices;
using Spans.Lanes;

namespace Spans.Random;

/// <summary>
/// Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a keyed bijection of 128-bit counters, ten
/// rounds of two 32 x 32 → 64-bit products each.
/// </summary>
internal static unsafe class Philox
{
    internal const int Rounds = 10;

    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four words of one counter.</summary>
    internal static (uint X0, uint X1, uint X2, uint X3) Block(uint x0, uint x1, uint x2, uint x3, uint key0, uint key1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * x0;
            var product1 = (ulong)Multiplier1 * x2;
            x0 = (uint)(product1 >> 32) ^ x1 ^ key0;
            x1 = (uint)product1;
            x2 = (uint)(product0 >> 32) ^ x3 ^ key1;
            x3 = (uint)product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }
        return (x0, x1, x2, x3);
    }

    /// <summary>The key of every round, two words each.</summary>
    internal static void Schedule(ulong seed, uint* keys)
    {
        for (var round = 0; round < Rounds; round++)
        {
            keys[2 * round] = (uint)seed + (uint)round * Weyl0;
            keys[2 * round + 1] = (uint)(seed >> 32) + (uint)round * Weyl1;
        }
    }

    /// <summary>One block in each lane: lane j has counter (<paramref name="x0"/> of lane j, c1, c2, c3).</summary>
    /// <remarks>
    /// Products are 64 bits wide, so even and odd lanes go separately, each word in the lower half of a pair. The upper halves
    /// hold garbage, which the products ignore and the last step drops: no masks and no shuffles within the rounds.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Blocks<V>(V x0, uint c1, uint c2, uint c3, uint* keys, out V y0, out V y1, out V y2, out V y3)
        where V : struct, ILanes<V>
    {
        var m0 = V.BroadcastBits(unchecked((int)Multiplier0));
        var m1 = V.BroadcastBits(unchecked((int)Multiplier1));
        V e0 = x0, e1 = V.BroadcastBits((int)c1), e2 = V.BroadcastBits((int)c2), e3 = V.BroadcastBits((int)c3);
        V o0 = V.ShiftRightPairs(x0, 32), o1 = e1, o2 = e2, o3 = e3;
        for (var round = 0; round < Rounds; round++)
        {
            var key0 = V.BroadcastBits((int)keys[2 * round]);
            var key1 = V.BroadcastBits((int)keys[2 * round + 1]);
            V p0 = V.MultiplyEvenBits(m0, e0), p1 = V.MultiplyEvenBits(m1, e2);
            V q0 = V.MultiplyEvenBits(m0, o0), q1 = V.MultiplyEvenBits(m1, o2);
            e0 = V.Xor(V.ShiftRightPairs(p1, 32), e1, key0);
            e2 = V.Xor(V.ShiftRightPairs(p0, 32), e3, key1);
            o0 = V.Xor(V.ShiftRightPairs(q1, 32), o1, key0);
            o2 = V.Xor(V.ShiftRightPairs(q0, 32), o3, key1);
            (e1, e3, o1, o3) = (p1, p0, q1, q0);
        }
        y0 = V.InterleaveEven(e0, o0);
        y1 = V.InterleaveEven(e1, o1);
        y2 = V.InterleaveEven(e2, o2);
        y3 = V.InterleaveEven(e3, o3);
    }
}
