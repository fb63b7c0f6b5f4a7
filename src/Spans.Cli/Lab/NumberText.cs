using System.Globalization;

namespace Spans.Cli.Lab;

/// <summary>A report's numbers as text, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>A number short enough for a cell or an axis: three digits that count, unless asked otherwise.</summary>
    internal static string Text(double value, string format = "G3") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A share such as an accuracy, to a thousandth: 0.970.</summary>
    internal static string Share(double value) => Text(value, "F3");
}
