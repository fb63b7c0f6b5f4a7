using System.Globalization;

namespace Spans.Testing;

/// <summary>Cultures for tests. The build knows only the invariant culture, so the others are made by hand.</summary>
public static class Cultures
{
    /// <summary>Numbers as in Germany, with another minus sign to boot.</summary>
    public static CultureInfo LikeGerman()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        return culture;
    }
}
