using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Spans.Cli.Commands;

/// <summary>Options whose values are checked while the command line is parsed.</summary>
internal static class Checked
{
    internal static Option<int> Integer(string name, string description, int fallback, int least, int most = int.MaxValue) =>
        Number<int>(name, description, fallback, value => value >= least && value <= most,
            most == int.MaxValue ? $"{least} or more" : $"between {least} and {most}");

    internal static Option<float> Positive(string name, string description, float? fallback = null) =>
        Number<float>(name, description, fallback, static value => value > 0 && float.IsFinite(value), "above 0");

    internal static Option<float> NotNegative(string name, string description, float fallback) =>
        Number<float>(name, description, fallback, static value => value >= 0 && float.IsFinite(value), "0 or more");

    internal static Option<double> Share(string name, string description, double? fallback) =>
        Number<double>(name, description, fallback, static value => value is >= 0 and < 1, "0 or more and below 1");

    internal static Option<string> OneOf(string name, string description, string? fallback, params string[] choices)
    {
        var option = Text(name, $"{description}: {string.Join(", ", choices)}", fallback);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Array.IndexOf(choices, result.Tokens[0].Value) < 0)
                result.AddError($"{name} is '{result.Tokens[0].Value}' but must be one of {string.Join(", ", choices)}.");
        });
        return option;
    }

    internal static Option<string> Text(string name, string description, string? fallback = null)
    {
        var option = new Option<string>(name) { Description = description };
        if (fallback is not null) option.DefaultValueFactory = _ => fallback;
        return option;
    }

    /// <summary>Values separated by commas.</summary>
    internal static string[] Split(string? text) => string.IsNullOrEmpty(text)
        ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<T> Number<T>(string name, string description, T? fallback, Func<T, bool> isRight, string expected)
        where T : struct, INumberBase<T>
    {
        var option = new Option<T>(name)
        {
            Description = description,
            // Numbers never depend on the culture of the machine.
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                // No thousands: 0,01 is a mistake, not 1.
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isRight(value))
                    return value;
                result.AddError($"{name} is '{text}' but must be a number {expected}.");
                return default;
            },
        };
        if (fallback is { } given) option.DefaultValueFactory = _ => given;
        return option;
    }
}
