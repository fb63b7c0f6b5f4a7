using System.Globalization;
using System.Text;

namespace Spans.Data;

/// <summary>
/// Data that cannot be used: the message is one line that names the file, the line or offset, and the reason.
/// </summary>
public sealed class DataException : Exception
{
    /// <summary>A fault in data.</summary>
    public DataException(string message) : base(message)
    {
    }

    /// <summary>A fault in data, met while another exception was handled.</summary>
    public DataException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Data without a reason given.</summary>
    public DataException() : base("The data cannot be used.")
    {
    }

    /// <summary>
    /// Text out of a file as a message may show it: in quotes, control characters escaped, cut when it is long.
    /// </summary>
    internal static string Show(ReadOnlySpan<char> text, int longest = 60)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text[..Math.Min(text.Length, longest)])
        {
            if (IsPrintable(c)) shown.Append(c);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return shown.Append(text.Length > longest ? "…'" : "'").ToString();
    }

    /// <summary>Another exception's message on one line.</summary>
    internal static string Line(string message) => Show(message, 300)[1..^1];

    // Format characters include the marks that turn the direction of the text around.
    private static bool IsPrintable(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or
         UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
