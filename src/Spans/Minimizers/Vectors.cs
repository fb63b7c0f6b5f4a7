using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Spans.Minimizers;

/// <summary>The vector arithmetic of the minimizers: elements of the problem's type, sums always in double.</summary>
internal static class Vectors
{
    /// <summary>aᵀ b, accumulated in double.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : struct, IFloatingPointIeee754<T>
    {
        var i = 0;
        var even = Vector<double>.Zero;
        var odd = Vector<double>.Zero;
        if (typeof(T) == typeof(float))
        {
            for (; i <= a.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector.Widen(Vector.AsVectorSingle(new Vector<T>(a[i..])), out var aLow, out var aHigh);
                Vector.Widen(Vector.AsVectorSingle(new Vector<T>(b[i..])), out var bLow, out var bHigh);
                even += aLow * bLow;
                odd += aHigh * bHigh;
            }
        }
        else
        {
            for (; i <= a.Length - 2 * Vector<T>.Count; i += 2 * Vector<T>.Count)
            {
                var next = i + Vector<T>.Count;
                even += Vector.AsVectorDouble(new Vector<T>(a[i..]) * new Vector<T>(b[i..]));
                odd += Vector.AsVectorDouble(new Vector<T>(a[next..]) * new Vector<T>(b[next..]));
            }
        }
        var sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++) sum += double.CreateTruncating(a[i]) * double.CreateTruncating(b[i]);
        return sum;
    }

    /// <summary>√(aᵀ a), without overflow or underflow on the way.</summary>
    public static double Norm<T>(ReadOnlySpan<T> a) where T : struct, IFloatingPointIeee754<T>
    {
        var square = Dot(a, a);
        if (square is > 1e-280 and < 1e280 || double.IsNaN(square)) return Math.Sqrt(square);
        var largest = MaxAbs(a);
        if (largest == 0 || !double.IsFinite(largest)) return largest;
        var sum = 0.0;
        foreach (var element in a)
        {
            var scaled = double.CreateTruncating(element) / largest;
            sum += scaled * scaled;
        }
        return largest * Math.Sqrt(sum);
    }

    /// <summary>max abs(aᵢ); NaN where any element is NaN; 0 of nothing.</summary>
    public static double MaxAbs<T>(ReadOnlySpan<T> a) where T : struct, IFloatingPointIeee754<T> =>
        a.IsEmpty ? 0 : Math.Abs(double.CreateTruncating(TensorPrimitives.MaxMagnitude(a)));

    /// <summary>y += scale · x.</summary>
    public static void AddScaled<T>(double scale, ReadOnlySpan<T> x, Span<T> y) where T : struct, IFloatingPointIeee754<T> =>
        TensorPrimitives.MultiplyAdd(x, T.CreateTruncating(scale), y, y);

    /// <summary>result = x + scale · y.</summary>
    public static void Line<T>(ReadOnlySpan<T> x, double scale, ReadOnlySpan<T> y, Span<T> result)
        where T : struct, IFloatingPointIeee754<T> => TensorPrimitives.MultiplyAdd(y, T.CreateTruncating(scale), x, result);

    /// <summary>x ← scale · x.</summary>
    public static void Scale<T>(double scale, Span<T> x) where T : struct, IFloatingPointIeee754<T> =>
        TensorPrimitives.Multiply(x, T.CreateTruncating(scale), x);

    /// <summary>result = −x.</summary>
    public static void Negate<T>(ReadOnlySpan<T> x, Span<T> result) where T : struct, IFloatingPointIeee754<T> =>
        TensorPrimitives.Negate(x, result);

    /// <summary>result = a − b.</summary>
    public static void Subtract<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result)
        where T : struct, IFloatingPointIeee754<T> => TensorPrimitives.Subtract(a, b, result);

    /// <summary>Whether every element is finite.</summary>
    public static bool AllFinite<T>(ReadOnlySpan<T> a) where T : struct, IFloatingPointIeee754<T> => double.IsFinite(MaxAbs(a));

    /// <summary>Converts element by element.</summary>
    public static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> destination)
        where TFrom : struct, IFloatingPointIeee754<TFrom> where TTo : struct, IFloatingPointIeee754<TTo> =>
        TensorPrimitives.ConvertTruncating(source, destination);
}
