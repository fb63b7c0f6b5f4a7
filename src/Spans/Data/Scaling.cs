using System.Globalization;

namespace Spans.Data;

/// <summary>
/// How numeric columns are brought to the size that networks learn from best. The default is <see cref="Standard"/>.
/// </summary>
public readonly record struct Scaling
{
    private Scaling(ScalingKind kind, double divisor = 1) => (Kind, Divisor) = (kind, divisor);

    /// <summary>
    /// (x − mean) / standard deviation (population) of the training rows; also for the columns that text becomes.
    /// </summary>
    public static Scaling Standard => default;

    /// <summary>(x − min) / (max − min) of the training rows.</summary>
    public static Scaling MinMax => new(ScalingKind.MinMax);

    /// <summary>x as it is.</summary>
    public static Scaling None => new(ScalingKind.None);

    internal ScalingKind Kind { get; }

    internal double Divisor { get; }

    /// <summary>x / <paramref name="divisor"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="divisor"/> is not finite and positive.</exception>
    public static Scaling DivideBy(double divisor)
    {
        if (!(divisor > 0 && double.IsFinite(divisor))) Throw.OutOfRange(nameof(divisor), divisor, "finite and above zero");
        return new Scaling(ScalingKind.Divide, divisor);
    }

    /// <summary>Reads <c>standard</c>, <c>minmax</c>, <c>none</c> or a divisor.</summary>
    public static bool TryParse(string text, out Scaling scaling)
    {
        ScalingKind? named = text switch
        {
            "standard" => ScalingKind.Standard,
            "minmax" => ScalingKind.MinMax,
            "none" => ScalingKind.None,
            _ => null,
        };
        scaling = new Scaling(named ?? ScalingKind.Standard);
        if (named is not null) return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var divisor)) return false;
        if (!(divisor > 0 && double.IsFinite(divisor))) return false;
        scaling = DivideBy(divisor);
        return true;
    }
}

internal enum ScalingKind
{
    Standard,
    MinMax,
    None,
    Divide,
}
