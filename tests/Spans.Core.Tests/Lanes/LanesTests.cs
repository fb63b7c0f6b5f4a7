using Spans.Lanes;

namespace Spans.Core.Tests.Lanes;

[Trait("Category", "Numeric")]
public sealed class LanesTests
{
    [Fact]
    public void MaskOfFirst_EveryCount_SetsAllBitsOfTheFirstLanesOnly() => OnEveryWidth(new MaskOfFirst());

    [Fact]
    public void SumDouble_LanesAFloatSumWouldLose_AddsThemInDouble() => OnEveryWidth(new SumDouble());

    [Fact]
    public void SumAndLargest_WholeNumbers_AreExactWhereverTheLargestIs() => OnEveryWidth(new SumAndLargest());

    [Fact]
    public void MultiplyAdd_FactorInMemory_TakesEveryLaneOfIt() => OnEveryWidth(new MultiplyAddMemory());

    private static void OnEveryWidth(ICheck check)
    {
        check.Run<VectorLanes>();
        check.Run<Pair<VectorLanes>>();
        if (!Width.Wide) return;
        check.Run<Lanes512>();
        check.Run<Pair<Lanes512>>();
    }

    private interface ICheck
    {
        void Run<V>() where V : struct, ILanes<V>;
    }

    private sealed unsafe class MaskOfFirst : ICheck
    {
        public void Run<V>() where V : struct, ILanes<V>
        {
            var lanes = new float[V.Count];
            for (var count = 0; count <= V.Count; count++)
            {
                fixed (float* p = lanes) V.MaskOfFirst(count).Store(p);
                for (var i = 0; i < V.Count; i++) Assert.Equal(i < count ? -1 : 0, BitConverter.SingleToInt32Bits(lanes[i]));
            }
        }
    }

    private sealed unsafe class MultiplyAddMemory : ICheck
    {
        public void Run<V>() where V : struct, ILanes<V>
        {
            float[] b = new float[V.Count + 1], result = new float[V.Count];
            for (var i = 0; i < b.Length; i++) b[i] = i + 2;
            // From the second float on: no boundary is asked for.
            fixed (float* p = &b[1], r = result) V.MultiplyAdd(V.Broadcast(3), p, V.Broadcast(7)).Store(r);
            for (var i = 0; i < V.Count; i++) Assert.Equal(3 * (i + 3) + 7, result[i]);
        }
    }

    private sealed unsafe class SumDouble : ICheck
    {
        public void Run<V>() where V : struct, ILanes<V>
        {
            // Two of the largest float, and ones that 2^26 would swallow.
            var lanes = new float[V.Count];
            Array.Fill(lanes, 1);
            lanes[0] = 1 << 26;
            fixed (float* p = lanes) Assert.Equal((1 << 26) + V.Count - 1, V.SumDouble(V.Load(p)));
            lanes[0] = lanes[V.Count - 1] = float.MaxValue;
            fixed (float* p = lanes) Assert.Equal(2 * (double)float.MaxValue, V.SumDouble(V.Load(p)));
        }
    }

    private sealed unsafe class SumAndLargest : ICheck
    {
        public void Run<V>() where V : struct, ILanes<V>
        {
            for (var top = 0; top < V.Count; top++)
            {
                var lanes = new float[V.Count];
                for (var i = 0; i < V.Count; i++) lanes[i] = i == top ? 100 : -i;
                fixed (float* p = lanes)
                {
                    Assert.Equal(100, V.Largest(V.Load(p)));
                    // −(0 + 1 + … + (n − 1)), with 100 in the place of −top
                    Assert.Equal(100 + top - V.Count * (V.Count - 1) / 2, V.Sum(V.Load(p)));
                }
            }
        }
    }
}
