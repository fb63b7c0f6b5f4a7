using System.Text.Json;
using Spans.Cli.Lab.Exhibits;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Drawing;

/// <summary>An axis: what it measures, from where to where, and whether by its logarithm.</summary>
/// <param name="Label">What it measures, with its unit.</param>
/// <param name="Logarithmic">Whether equal distances are equal ratios.</param>
internal sealed record Axis(string Label, bool Logarithmic = false)
{
    /// <summary>The left or lower end; NaN to follow the data.</summary>
    internal double Least { get; init; } = double.NaN;

    /// <summary>The right or upper end; NaN to follow the data.</summary>
    internal double Most { get; init; } = double.NaN;

    /// <summary>This axis with its open ends set to what the series hold.</summary>
    internal Axis Over(IReadOnlyList<Series> series, Func<Series, IReadOnlyList<double>> values)
    {
        var (least, most) = RangeOf(series, values, Logarithmic);
        least = double.IsNaN(Least) ? least : Least;
        most = double.IsNaN(Most) ? most : Most;
        if (!(most > least)) (least, most) = Logarithmic ? (least / 2, least * 2) : (least - 0.5, least + 0.5);
        return this with { Least = least, Most = most };
    }

    /// <summary>Where a value lies, 0 at the lower end and 1 at the upper; NaN where it cannot be shown.</summary>
    internal double Place(double value)
    {
        if (!double.IsFinite(value) || (Logarithmic && !(value > 0))) return double.NaN;
        return Logarithmic
            ? Math.Log(value / Least) / Math.Log(Most / Least)
            : (value - Least) / (Most - Least);
    }

    /// <summary>The value at a place between 0 and 1.</summary>
    internal double At(double place) => Logarithmic ? Least * Math.Pow(Most / Least, place) : Least + (Most - Least) * place;

    /// <summary>The finite values' least and most; 0 and 1 where there are none.</summary>
    internal static (double Least, double Most) RangeOf(
        IReadOnlyList<Series> series, Func<Series, IReadOnlyList<double>> values, bool positive = false)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var one in series)
            foreach (var value in values(one))
                if (double.IsFinite(value) && (!positive || value > 0))
                    (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return least <= most ? (least, most) : (positive ? 0.1 : 0, 1);
    }

    /// <summary>Both ends and the middle, spread over a line.</summary>
    internal static string Spread(double least, double most, int width)
    {
        var (left, middle, right) = (Text(least), Text((least + most) / 2), Text(most));
        var before = Math.Max(1, (width - middle.Length) / 2 - left.Length);
        return left + new string(' ', before) + middle
            + right.PadLeft(Math.Max(right.Length + 1, width - left.Length - before - middle.Length));
    }

    internal void Write(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("label", Label);
        json.WriteBoolean("logarithmic", Logarithmic);
        json.WriteEndObject();
    }
}
