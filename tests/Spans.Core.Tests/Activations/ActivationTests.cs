using System.Text.Json;
using Spans.Activations;
using Spans.Kernels;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Activations;

[Trait("Category", "Numeric")]
public class ActivationTests
{
    public static TheoryData<string> Names => [.. ActivationCatalogue.All.Select(activation => activation.Name)];

    public static TheoryData<string> Goldens => new(Golden.Names("activations"));

    [Theory, MemberData(nameof(Names))]
    public void Value_AnyLayout_KeepsTheBattery(string name)
    {
        var activation = ActivationCatalogue.Get(name);
        KernelBattery.Check(name, (x, y) => Apply(activation, x, y));
    }

    [Theory, MemberData(nameof(Names))]
    public void Derivative_AnyLayout_KeepsTheBattery(string name)
    {
        var activation = ActivationCatalogue.Get(name);
        KernelBattery.Check($"{name}'s derivative", (x, dy, dx) =>
        {
            var y = new float[x.Length];
            Apply(activation, x, y);
            Derivative(activation, x, y, dy, dx);
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void N3_Value_AllMagnitudes_AgreesWithDouble(string name)
    {
        var activation = ActivationCatalogue.Get(name);
        var x = Magnitudes();
        var y = new float[x.Length];
        Apply(activation, x, y);
        for (var i = 0; i < x.Length; i++)
        {
            var exact = ActivationReference.Value(activation, x[i]);
            if (float.IsInfinity(x[i]) && float.IsInfinity(y[i])) exact = float.PositiveInfinity * Math.Sign(exact);
            if (float.IsInfinity((float)exact)) exact = (float)exact;
            Tolerance.Activation.Check(exact, y[i], $"{name}({x[i]:R})");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void N1_Derivative_AwayFromKinks_AgreesWithDifferences(string name)
    {
        var activation = ActivationCatalogue.Get(name);
        float[] x = [.. KernelBattery.Ordinary(2000), .. Enumerable.Range(-160, 321).Select(i => i * 0.125f), 20, -20, 50, -50,
            200, -200, 1000, -1000];
        float[] y = new float[x.Length], derivative = new float[x.Length], ones = new float[x.Length];
        Array.Fill(ones, 1f);
        Apply(activation, x, y);
        Derivative(activation, x, y, ones, derivative);
        for (var i = 0; i < x.Length; i++)
            if (ActivationReference.KinkDistance(activation, x[i]) >= 1e-3)
                Tolerance.Derivative.Check(ActivationReference.Derivative(activation, x[i]), derivative[i], $"{name}'({x[i]:R})");
    }

    [Theory, MemberData(nameof(Goldens))]
    public void N2_ValueAndDerivative_AgreeWithPyTorch(string @case)
    {
        var golden = Golden.Case("activations", @case);
        using var json = JsonDocument.Parse(golden.Text("json"));
        var activation = ActivationCatalogue.Read(json.RootElement);
        var x = golden.Floats("x");
        float[] y = new float[x.Length], derivative = new float[x.Length], ones = new float[x.Length];
        Array.Fill(ones, 1f);
        Apply(activation, x, y);
        Derivative(activation, x, y, ones, derivative);
        Tolerance.Activation.Check(golden.Doubles("y"), y, @case);
        Tolerance.Derivative.Check(golden.Doubles("derivative"), derivative, $"the derivative of {@case}");
    }

    [Theory, MemberData(nameof(Names))]
    public void N6_Value_NaN_ComesThrough(string name)
    {
        float[] x = [float.NaN, 1, float.NaN], y = new float[3];
        Apply(ActivationCatalogue.Get(name), x, y);
        Assert.Equal([true, false, true], Array.ConvertAll(y, float.IsNaN));
    }

    [Theory, MemberData(nameof(Names))]
    public void Derivative_AtInfinity_IsFinite(string name)
    {
        var activation = ActivationCatalogue.Get(name);
        float[] x = [float.PositiveInfinity, float.NegativeInfinity], y = new float[2], derivative = [1, 1];
        Apply(activation, x, y);
        Derivative(activation, x, y, derivative, derivative);
        Assert.All(derivative, value => Assert.True(float.IsFinite(value), $"{name}' at infinity is {value}."));
    }

    [Theory]
    [InlineData("tanh"), InlineData("elu"), InlineData("selu"), InlineData("gelu"), InlineData("gelu-tanh"), InlineData("silu")]
    [InlineData("mish"), InlineData("softsign"), InlineData("leaky-relu"), InlineData("identity")]
    public void Value_MinusZero_KeepsItsSign(string name)
    {
        float[] x = [-0f, 0f], y = [1, 1];
        Apply(ActivationCatalogue.Get(name), x, y);
        Assert.Equal([true, false], Array.ConvertAll(y, float.IsNegative));
        Assert.Equal([0f, 0f], y);
    }

    [Theory, MemberData(nameof(Names))]
    public void ApplyAndDerivative_Warm_AllocateNothing(string name)
    {
        var visitor = new AllocationVisitor();
        ActivationCatalogue.Visit<AllocationVisitor, bool>(ActivationCatalogue.Get(name), visitor);
    }

    [Fact]
    public void LeakyRelu_AnyWayToTheDefault_HasSlopeOneHundredth()
    {
        Assert.Equal(0.01f, default(LeakyRelu).Slope);
        Assert.Equal(0.01f, new LeakyRelu().Slope);
        Assert.Equal(0f, new LeakyRelu(0).Slope);
        Assert.Equal(1f, default(Elu).Alpha);
        Assert.Equal((-1f, 1f), (default(HardTanh).Least, default(HardTanh).Most));
    }

    [Fact]
    public void Gain_FollowsPyTorch()
    {
        Assert.Equal(MathF.Sqrt(2), new Relu().Gain);
        Assert.Equal(MathF.Sqrt(2 / (1 + 0.25f)), new LeakyRelu(0.5f).Gain);
        Assert.Equal(0.75f, new Selu().Gain);
        Assert.Equal(1, new Sigmoid().Gain);
    }

    [Fact]
    public void Constructors_BadParameters_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>("slope", () => new LeakyRelu(-0.1f));
        Assert.Throws<ArgumentOutOfRangeException>("slope", () => new LeakyRelu(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new Elu(float.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("beta", () => new Softplus(0));
        Assert.Throws<ArgumentOutOfRangeException>("most", () => new HardTanh(1, 1));
    }

    // On the spans themselves, so that a battery sees what the kernel does in place and around them.
    internal static unsafe void Apply(IActivation activation, ReadOnlySpan<float> x, Span<float> y)
    {
        fixed (float* px = x, py = y) ActivationCatalogue.Visit<ApplyVisitor, bool>(activation, new(px, py, x.Length));
    }

    private static unsafe void Derivative(
        IActivation activation, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        fixed (float* px = x, py = y, pdy = dy, pdx = dx)
            ActivationCatalogue.Visit<DerivativeVisitor, bool>(activation, new(px, py, pdy, pdx, y.Length));
    }

    // Both signs of every power of two, thirds between them, and the ends.
    private static float[] Magnitudes()
    {
        var x = new List<float>(KernelBattery.Values(3000));
        for (var exponent = -149; exponent < 128; exponent++)
            foreach (var mantissa in (float[])[1, -1, 1.3333334f, -1.7777778f]) x.Add(mantissa * MathF.ScaleB(1, exponent));
        return [.. x];
    }

    private readonly unsafe struct ApplyVisitor(float* x, float* y, int length) : IActivationVisitor<bool>
    {
        public bool Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation
        {
            Elementwise.Apply(new ReadOnlySpan<float>(x, length), new Span<float>(y, length), activation, Team.Single);
            return true;
        }
    }

    private readonly unsafe struct DerivativeVisitor(
        float* x, float* y, float* dy, float* dx, int length) : IActivationVisitor<bool>
    {
        public bool Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation
        {
            var input = activation.DerivativeReadsInput ? new ReadOnlySpan<float>(x, length) : default;
            Elementwise.Derivative(input,
                new ReadOnlySpan<float>(y, length), new ReadOnlySpan<float>(dy, length), new Span<float>(dx, length), activation,
                Team.Single);
            return true;
        }
    }

    private readonly struct AllocationVisitor : IActivationVisitor<bool>
    {
        public bool Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation
        {
            float[] x = new float[100], y = new float[100];
            Allocation.None(() =>
            {
                Elementwise.Apply(x, y, activation, Team.Single);
                Elementwise.Derivative(x, y, y, x, activation, Team.Single);
            });
            return true;
        }
    }
}
