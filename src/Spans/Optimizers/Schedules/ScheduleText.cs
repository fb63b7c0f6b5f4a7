using System.Globalization;

namespace Spans.Optimizers.Schedules;

/// <summary>A schedule as written on the command line: a name, and after a colon arguments with commas between them.</summary>
/// <param name="text">The whole, for messages.</param>
/// <param name="usage">How it is to be written, for messages.</param>
/// <param name="arguments">What follows the colon; null for nothing.</param>
internal sealed class ScheduleText(string text, string usage, string? arguments)
{
    private readonly string[] _words = arguments is null ? [] : arguments.Split(',', StringSplitOptions.TrimEntries);

    internal int Count => _words.Length;

    /// <exception cref="FormatException">There are more arguments than <paramref name="most"/>.</exception>
    internal void AtMost(int most)
    {
        if (Count > most) throw Wrong($"it has {Count} arguments but takes at most {most}");
    }

    internal bool IsInteger(int index) => int.TryParse(_words[index], NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Argument <paramref name="index"/>, or <paramref name="fallback"/> where it is not given.</summary>
    /// <exception cref="FormatException">It is no whole number.</exception>
    internal int Integer(int index, int fallback)
    {
        if (index >= Count) return fallback;
        return int.TryParse(_words[index], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value : throw Wrong($"'{_words[index]}' is no whole number");
    }

    /// <summary>Argument <paramref name="index"/>, or <paramref name="fallback"/> where it is not given.</summary>
    /// <exception cref="FormatException">It is no finite number.</exception>
    internal float Number(int index, float fallback)
    {
        if (index >= Count) return fallback;
        return float.TryParse(_words[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && float.IsFinite(value)
            ? value : throw Wrong($"'{_words[index]}' is no number");
    }

    /// <summary>The first argument alone, and all the rest as it stands; null for none.</summary>
    internal (ScheduleText Head, string? Tail) Cut()
    {
        var comma = arguments?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        return comma < 0 ? (this, null) : (new ScheduleText(text, usage, arguments![..comma]), arguments[(comma + 1)..].Trim());
    }

    internal FormatException Wrong(string why) => new($"'{text}' is no schedule: {why}. Write {usage}.");
}
