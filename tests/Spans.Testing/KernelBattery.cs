using System.Numerics;
using System.Runtime.Intrinsics;
using Xunit;

namespace Spans.Testing;

/// <summary>y[i] = f(x[i]).</summary>
public delegate void UnaryKernel(ReadOnlySpan<float> x, Span<float> y);

/// <summary>y[i] = f(a[i], b[i]).</summary>
public delegate void BinaryKernel(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y);

/// <summary>
/// What every elementwise kernel must keep: an element's bits depend on its value alone, not on the length, its place, the
/// alignment or whether the result overwrites the input; nothing outside the result is written.
/// </summary>
public static class KernelBattery
{
    private const float Guard = -12345.678f;
    private const int Margin = 40;

    /// <summary>0 to 130, the edges of every register width, and 1,000.</summary>
    public static IEnumerable<int> Lengths => Enumerable.Range(0, 131)
        .Concat([2 * Vector<float>.Count + 3, 2 * Vector512<float>.Count + 3, 1000]).Distinct();

    /// <summary>
    /// Signed zeros, denormals, the smallest and largest numbers, infinities, NaN, then numbers of everyday size.
    /// </summary>
    public static float[] Values(int count, int seed = 1)
    {
        float[] special =
        [
            0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f, 1.17549435e-38f, float.MaxValue, float.MinValue,
            float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0.5f, -0.5f, 3f, -3f, 88f, -88f, 104f, -104f, 1e-7f,
            -1e-7f,
        ];
        var random = new System.Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = i % 3 == 0 && i / 3 < special.Length ? special[i / 3] : (float)(random.NextDouble() * 16 - 8);
        return values;
    }

    /// <summary>Everyday numbers between −8 and 8, without special ones.</summary>
    public static float[] Ordinary(int count, int seed = 1)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 16 - 8))];
    }

    /// <summary>Holds a kernel of one input to the rules above.</summary>
    public static void Check(string what, UnaryKernel kernel)
    {
        var values = Values(1000);
        var expected = new float[values.Length];
        for (var i = 0; i < values.Length; i++) kernel(values.AsSpan(i, 1), expected.AsSpan(i, 1));
        foreach (var length in Lengths)
        {
            for (var offset = 0; offset < 2; offset++)
            {
                var x = Guarded(values.AsSpan(0, length), offset);
                var y = Guarded(new float[length], offset);
                kernel(x.AsSpan(Margin + offset, length), y.AsSpan(Margin + offset, length));
                CheckResult(expected, y, length, offset, $"{what}, length {length}, offset {offset}");
                Tolerance.CheckBits(values.AsSpan(0, length), x.AsSpan(Margin + offset, length), $"{what}: the input");
                kernel(x.AsSpan(Margin + offset, length), x.AsSpan(Margin + offset, length));
                CheckResult(expected, x, length, offset, $"{what} in place, length {length}, offset {offset}");
            }
        }
    }

    /// <summary>Holds a kernel of two inputs to the rules above.</summary>
    public static void Check(string what, BinaryKernel kernel)
    {
        float[] a = Values(1000), b = Values(1000, seed: 2);
        Array.Reverse(b);
        var expected = new float[a.Length];
        for (var i = 0; i < a.Length; i++) kernel(a.AsSpan(i, 1), b.AsSpan(i, 1), expected.AsSpan(i, 1));
        foreach (var length in Lengths)
        {
            for (var offset = 0; offset < 2; offset++)
            {
                float[] left = Guarded(a.AsSpan(0, length), offset), right = Guarded(b.AsSpan(0, length), offset);
                var y = Guarded(new float[length], offset);
                var range = new Range(Margin + offset, Margin + offset + length);
                kernel(left.AsSpan(range), right.AsSpan(range), y.AsSpan(range));
                CheckResult(expected, y, length, offset, $"{what}, length {length}, offset {offset}");
                Tolerance.CheckBits(a.AsSpan(0, length), left.AsSpan(range), $"{what}: the first input");
                kernel(left.AsSpan(range), right.AsSpan(range), left.AsSpan(range));
                CheckResult(expected, left, length, offset, $"{what} over its first input, length {length}, offset {offset}");
                Tolerance.CheckBits(b.AsSpan(0, length), right.AsSpan(range), $"{what}: the second input");
                left = Guarded(a.AsSpan(0, length), offset);
                kernel(left.AsSpan(range), right.AsSpan(range), right.AsSpan(range));
                CheckResult(expected, right, length, offset, $"{what} over its second input, length {length}, offset {offset}");
            }
        }
    }

    private static float[] Guarded(ReadOnlySpan<float> values, int offset)
    {
        var buffer = new float[values.Length + 2 * Margin + offset];
        Array.Fill(buffer, Guard);
        values.CopyTo(buffer.AsSpan(Margin + offset));
        return buffer;
    }

    private static void CheckResult(float[] expected, float[] buffer, int length, int offset, string what)
    {
        Tolerance.CheckBits(expected.AsSpan(0, length), buffer.AsSpan(Margin + offset, length), what);
        for (var i = 0; i < buffer.Length; i++)
            if (i < Margin + offset || i >= Margin + offset + length)
                Assert.True(
                    buffer[i] == Guard, $"{what}: the float {i - Margin - offset} places from the start was overwritten.");
    }
}
