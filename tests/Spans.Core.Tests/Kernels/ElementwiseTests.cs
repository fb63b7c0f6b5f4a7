using Spans.Activations;
using Spans.Kernels;
using Spans.Lanes;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class ElementwiseTests
{
    [Fact]
    public void Add_AnyLayout_KeepsTheBattery() => KernelBattery.Check("Add", (a, b, y) => Elementwise.Add(a, b, y, Team.Single));

    [Fact]
    public void Add_Integers_IsExact()
    {
        float[] a = [1, 2, -3, 4096, 1 << 23], b = [1, -2, 5, 4096, 1], y = new float[5];
        Elementwise.Add(a, b, y, Team.Single);
        Assert.Equal([2f, 0, 2, 8192, (1 << 23) + 1], y);
    }

    [Fact]
    public void Scale_AnyLayout_KeepsTheBattery() =>
        KernelBattery.Check("Scale", (x, y) => Elementwise.Scale(x, -2.5f, y, Team.Single));

    [Fact]
    public void Scale_Integers_IsExact()
    {
        float[] x = [1, 2, -3, 4096, 0], y = new float[5];
        Elementwise.Scale(x, -3, y, Team.Single);
        Assert.Equal([-3f, -6, 9, -12288, 0], y);
    }

    [Fact]
    public void AddScaled_AnyLayout_KeepsTheBattery() => KernelBattery.Check("AddScaled", (a, b, y) =>
    {
        var x = a.ToArray();
        b.CopyTo(y);
        Elementwise.AddScaled(x, 3, y, Team.Single);
    });

    [Fact]
    public void AddScaled_Integers_IsExact()
    {
        float[] x = [1, 2, -3, 4096, 0], y = [1, 1, 1, 1, 7];
        Elementwise.AddScaled(x, 3, y, Team.Single);
        Assert.Equal([4f, 7, -8, 12289, 7], y);
    }

    [Fact]
    public void Derivative_AnyLayout_KeepsTheBattery() => KernelBattery.Check("Derivative", (x, dy, dx) =>
    {
        // y = 2x doubles as f(x), so that all three inputs matter.
        var y = new float[x.Length];
        Elementwise.Scale(x, 2, y, Team.Single);
        Elementwise.Derivative(x, y, dy, dx, default(Probe), Team.Single);
    });

    [Fact]
    public void Derivative_OfProbe_IsTheProductOfAllThreeInputs()
    {
        float[] x = [1, 2, 3], y = [5, 7, 11], dy = [2, 3, -1], dx = new float[3];
        Elementwise.Derivative(x, y, dy, dx, default(Probe), Team.Single);
        Assert.Equal([12f, 27, -14], dx);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(7)]
    public void Apply_AnyTeam_GivesTheSameBits(int members)
    {
        var x = KernelBattery.Values(500_003);
        float[] alone = new float[x.Length], shared = new float[x.Length];
        Elementwise.Apply(x, alone, default(Probe), Team.Single);
        using var team = new Team(members);
        Elementwise.Apply(x, shared, default(Probe), team);
        Tolerance.CheckBits(alone, shared, $"Apply on {members} threads");
        Elementwise.Derivative(x, alone, x, alone, default(Probe), Team.Single);
        Elementwise.Derivative(x, shared, x, shared, default(Probe), team);
        Tolerance.CheckBits(alone, shared, $"Derivative on {members} threads");
    }

    [Fact]
    public void Apply_WarmOnATeam_AllocatesNothing()
    {
        var x = new float[300_000];
        using var team = new Team(2);
        Allocation.None(() =>
        {
            Elementwise.Apply(x, x, default(Probe), team);
            Elementwise.Derivative(x, x, x, x, default(Probe), team);
            Elementwise.AddScaled(x, 0.5f, x, team);
        });
    }

    [Fact]
    public void Apply_BadArguments_ThrowBeforeWriting()
    {
        var x = new float[20];
        Array.Fill(x, 1f);
        Assert.Throws<ArgumentException>("y", () => Elementwise.Apply(x, x.AsSpan(1), default(Probe), Team.Single));
        Assert.Throws<ArgumentException>(
            "y", () => Elementwise.Apply(x.AsSpan(0, 10), x.AsSpan(1, 10), default(Probe), Team.Single));
        Assert.Throws<ArgumentException>("x", () => Elementwise.Derivative(default, x, x, x, default(Probe), Team.Single));
        Assert.Throws<ArgumentException>("b", () => Elementwise.Add(x, x.AsSpan(3), x, Team.Single));
        Assert.Throws<ArgumentNullException>("team", () => Elementwise.Add(x, x, x, null!));
        Assert.All(x, value => Assert.Equal(1, value));
    }

    /// <summary>f(x) = x² + x with a derivative that shows which inputs it was given: dy (x + y).</summary>
    private readonly struct Probe : IActivation
    {
        public string Name => "probe";

        public bool DerivativeReadsInput => true;

        public float Gain => 1;

        public V Value<V>(V x) where V : struct, ILanes<V> => x * x + x;

        public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => x + y;
    }
}
