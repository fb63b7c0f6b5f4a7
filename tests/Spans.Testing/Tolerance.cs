using System.Globalization;
using Xunit;

namespace Spans.Testing;

/// <summary>
/// A named bound on |actual − expected|: passes within an absolute part plus a part relative to the expected value, or within a
/// number of units in the last place of a float. NaN equals only NaN and infinity only the same infinity.
/// </summary>
public readonly record struct Tolerance
{
    private const float SmallestNormal = 1.17549435e-38f;
    private readonly string _name;
    private readonly double _absolute;
    private readonly double _relative;
    private readonly double _ulps;
    private readonly bool _added;

    private Tolerance(string name, double absolute = 0, double relative = 0, double ulps = 0, bool added = false)
    {
        _added = added;
        _name = name;
        _absolute = absolute;
        _relative = relative;
        _ulps = ulps;
    }

    /// <summary>No difference at all: integer data, copies, and results that must be bit-identical (but 0 equals −0).</summary>
    public static Tolerance Exact => new("exact");

    /// <summary>Normalisations: 3e-5, relative above 1.</summary>
    public static Tolerance Norm => new("norm", 3e-5, 3e-5);

    /// <summary>Losses: 1e-6 + 1e-5 relative.</summary>
    public static Tolerance Loss => new("loss", 1e-6, 1e-5, added: true);

    /// <summary>Activations: 4 ulp or 5e-7 · max(1, |y|).</summary>
    public static Tolerance Activation => new("activation", 5e-7, 5e-7, 4);

    /// <summary>Derivatives of activations: 8 ulp or 1e-6.</summary>
    public static Tolerance Derivative => new("derivative", 1e-6, 0, 8);

    /// <summary>Sums of products: 8 · 2^-24 · Σ |products|.</summary>
    public static Tolerance Dot(double sumOfAbsoluteProducts) =>
        new("dot", absolute: 8 * Math.ScaleB(1, -24) * sumOfAbsoluteProducts);

    /// <summary>Units in the last place of the expected value rounded to float.</summary>
    public static Tolerance Ulps(double count) => new($"{count} ulp", ulps: count);

    /// <summary>Relative to the expected value, for gradient checks.</summary>
    public static Tolerance Relative(double relative, double absolute = 0) => new("relative", absolute, relative);

    /// <summary>|actual − expected| in units of the last place of the expected value rounded to float.</summary>
    public static double UlpDistance(double expected, double actual)
    {
        var magnitude = MathF.Abs((float)expected);
        if (float.IsInfinity(magnitude)) magnitude = float.MaxValue;
        var unit = magnitude < SmallestNormal ? float.Epsilon : (double)magnitude - MathF.BitDecrement(magnitude);
        return Math.Abs(actual - expected) / unit;
    }

    /// <summary>Whether <paramref name="actual"/> is close enough.</summary>
    public bool Allows(double expected, double actual)
    {
        if (double.IsNaN(expected) || double.IsNaN(actual)) return double.IsNaN(expected) && double.IsNaN(actual);
        if (expected == actual) return true;
        if (double.IsInfinity(expected) || double.IsInfinity(actual)) return false;
        // max(absolute, relative · |expected|) is what "relative above 1" means; the sum is what the losses' bound says.
        var magnitude = Math.Abs(expected);
        var bound = _added ? _absolute + _relative * magnitude : Math.Max(_absolute, _relative * magnitude);
        return Math.Abs(actual - expected) <= bound || (_ulps > 0 && UlpDistance(expected, actual) <= _ulps);
    }

    /// <summary>Fails, naming <paramref name="what"/>, unless the value is close enough.</summary>
    public void Check(double expected, double actual, string what)
    {
        if (!Allows(expected, actual)) Assert.Fail(Describe(expected, actual, what));
    }

    /// <summary>Fails on the first element that is not close enough, naming its index, or on different lengths.</summary>
    public void Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, string what)
    {
        CheckLengths(expected.Length, actual.Length, what);
        for (var i = 0; i < expected.Length; i++)
            if (!Allows(expected[i], actual[i])) Assert.Fail(Describe(expected[i], actual[i], $"{what}[{i}]"));
    }

    /// <summary>Fails on the first element that is not close enough, naming its index, or on different lengths.</summary>
    public void Check(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        CheckLengths(expected.Length, actual.Length, what);
        for (var i = 0; i < expected.Length; i++)
            if (!Allows(expected[i], actual[i])) Assert.Fail(Describe(expected[i], actual[i], $"{what}[{i}]"));
    }

    /// <summary>Fails on the first element that is not close enough, naming its index, or on different lengths.</summary>
    public void Check(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, string what)
    {
        CheckLengths(expected.Length, actual.Length, what);
        for (var i = 0; i < expected.Length; i++)
            if (!Allows(expected[i], actual[i])) Assert.Fail(Describe(expected[i], actual[i], $"{what}[{i}]"));
    }

    /// <summary>Fails on the first element whose bits differ; any NaN will do for a NaN.</summary>
    public static void CheckBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        CheckLengths(expected.Length, actual.Length, what);
        for (var i = 0; i < expected.Length; i++)
        {
            // IEEE 754 leaves the sign and payload of a NaN open, and software differs from hardware in them.
            if (float.IsNaN(expected[i]) && float.IsNaN(actual[i])) continue;
            if (BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{what}[{i}] is {actual[i]:R} ({BitConverter.SingleToInt32Bits(actual[i]):X8}) but must be the very bits of "
                + $"{expected[i]:R} ({BitConverter.SingleToInt32Bits(expected[i]):X8})."));
        }
    }

    private static void CheckLengths(int expected, int actual, string what)
    {
        if (expected != actual) Assert.Fail($"{what} holds {actual} elements but must hold {expected}.");
    }

    private string Describe(double expected, double actual, string what) => string.Create(CultureInfo.InvariantCulture,
        $"{what} is {actual:R} but must be {expected:R} within tolerance '{_name}': off by {Math.Abs(actual - expected):G4}"
        + $", {UlpDistance(expected, actual):G4} ulp.");
}
