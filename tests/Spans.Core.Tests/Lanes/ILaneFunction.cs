using Spans.Lanes;
using Spans.Testing;

namespace Spans.Core.Tests.Lanes;

/// <summary>A function of one register beside its exact twin in double precision.</summary>
internal interface ILaneFunction
{
    double Exact(double x);

    V Of<V>(V x) where V : struct, ILanes<V>;
}

internal readonly struct ExpFunction : ILaneFunction
{
    public double Exact(double x) => Math.Exp(x);

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Exp(x);
}

internal readonly struct ExpNonPositiveFunction : ILaneFunction
{
    public double Exact(double x) => Math.Exp(x);

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.ExpNonPositive(x);
}

internal readonly struct Expm1Function : ILaneFunction
{
    public double Exact(double x) => DoubleMath.Expm1(x);

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Expm1(x);
}

internal readonly struct LogFunction : ILaneFunction
{
    public double Exact(double x) => Math.Log(x);

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Log(x);
}

internal readonly struct Log1pFunction : ILaneFunction
{
    public double Exact(double x) => DoubleMath.Log1p(x);

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Log1pOfUnit(x);
}

internal readonly struct SigmoidFunction : ILaneFunction
{
    public double Exact(double x) => 1 / (1 + Math.Exp(-x));

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Sigmoid(x);
}

internal readonly struct TanhFunction : ILaneFunction
{
    public double Exact(double x) => Math.Tanh(x);

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Tanh(x);
}

internal readonly struct SoftplusFunction : ILaneFunction
{
    public double Exact(double x) => Math.Max(x, 0) + DoubleMath.Log1p(Math.Exp(-Math.Abs(x)));

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.Softplus(x);
}

internal readonly struct NormalTailFunction : ILaneFunction
{
    public double Exact(double x) => 0.5 * DoubleMath.Erfc(Math.Abs(x) / Math.Sqrt(2));

    public V Of<V>(V x) where V : struct, ILanes<V> => LaneMath.NormalTail(x, out _);
}
