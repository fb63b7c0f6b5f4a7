using System.Runtime.CompilerServices;

namespace Spans;

/// <summary>Checks of settings, for use in init accessors: each gives its value back or throws, naming the property.</summary>
internal static class Require
{
    internal static float Positive(float value, [CallerMemberName] string name = "")
    {
        if (!(value > 0 && float.IsFinite(value))) Throw.OutOfRange(name, value, "finite and above 0");
        return value;
    }

    internal static float NotNegative(float value, [CallerMemberName] string name = "")
    {
        if (!(value >= 0 && float.IsFinite(value))) Throw.OutOfRange(name, value, "finite and zero or more");
        return value;
    }

    internal static float Finite(float value, [CallerMemberName] string name = "")
    {
        if (!float.IsFinite(value)) Throw.OutOfRange(name, value, "finite");
        return value;
    }

    /// <summary>At least 0 and below 1: the share of a moving average that stays.</summary>
    internal static float Fraction(float value, [CallerMemberName] string name = "")
    {
        if (!(value is >= 0 and < 1)) Throw.OutOfRange(name, value, "at least 0 and below 1");
        return value;
    }

    /// <summary>One or more.</summary>
    internal static int Count(int value, [CallerMemberName] string name = "")
    {
        if (value < 1) Throw.OutOfRange(name, value, "one or more");
        return value;
    }
}
