using System.Numerics;
using Spans.Minimizers;

namespace Spans.Tests.Minimizers;

/// <summary>100 (y − x²)² + (1 − x)² in each pair of variables, with every derivative. Minimum 0 at ones.</summary>
internal sealed class Rosenbrock<T>(int n) : ITwiceDifferentiable<T>, IHessianProduct<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private static readonly T s_100 = T.CreateChecked(100);
    private static readonly T s_200 = T.CreateChecked(200);
    private static readonly T s_2 = T.CreateChecked(2);

    public int Dimension => n;

    public static T[] Start(int n)
    {
        var start = new T[n];
        for (var i = 0; i < n; i += 2) (start[i], start[i + 1]) = (T.CreateChecked(-1.2), T.One);
        return start;
    }

    public double Value(ReadOnlySpan<T> x)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i += 2)
        {
            var (a, b) = (x[i + 1] - x[i] * x[i], T.One - x[i]);
            sum += double.CreateChecked(s_100 * a * a + b * b);
        }
        return sum;
    }

    public double ValueAndGradient(ReadOnlySpan<T> x, Span<T> gradient)
    {
        for (var i = 0; i < n; i += 2)
        {
            var a = x[i + 1] - x[i] * x[i];
            (gradient[i], gradient[i + 1]) = (-s_2 * s_200 * a * x[i] - s_2 * (T.One - x[i]), s_200 * a);
        }
        return Value(x);
    }

    public void Hessian(ReadOnlySpan<T> x, Span<T> hessian)
    {
        hessian.Clear();
        for (var i = 0; i < n; i += 2)
        {
            var block = hessian[(i * n + i)..];
            block[0] = s_2 * s_200 * (T.CreateChecked(3) * x[i] * x[i] - x[i + 1]) + s_2;
            block[1] = block[n] = -s_2 * s_200 * x[i];
            block[n + 1] = s_200;
        }
    }

    public void HessianProduct(ReadOnlySpan<T> x, ReadOnlySpan<T> direction, Span<T> product)
    {
        for (var i = 0; i < n; i += 2)
        {
            var corner = s_2 * s_200 * (T.CreateChecked(3) * x[i] * x[i] - x[i + 1]) + s_2;
            var side = -s_2 * s_200 * x[i];
            product[i] = corner * direction[i] + side * direction[i + 1];
            product[i + 1] = side * direction[i] + s_200 * direction[i + 1];
        }
    }
}
