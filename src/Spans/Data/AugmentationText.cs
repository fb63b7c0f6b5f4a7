using System.Globalization;
using System.Text;

namespace Spans.Data;

/// <summary>Augmentations in a word: <c>shift=2,rotate=15,scale=0.1,flip=horizontal,cutout=8</c>.</summary>
internal static class AugmentationText
{
    private const string Usage =
        "shift=PIXELS, rotate=DEGREES, scale=SHARE, flip=horizontal, vertical or both, cutout=PIXELS, separated by commas";

    internal static Augmentation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim() == "none") return Augmentation.None;
        var (result, seen) = (new Augmentation(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new FormatException($"'{part.Trim()}' has no value; write {Usage}.");
            var (name, value) = (part[..equals].Trim(), part[(equals + 1)..].Trim());
            if (!seen.Add(name)) throw new FormatException($"'{name}' is there twice.");
            result = name switch
            {
                "shift" => result with { Shift = Whole(name, value) },
                "rotate" => result with { Rotate = Number(name, value) },
                "scale" => result with { Scale = Number(name, value) },
                "cutout" => result with { Cutout = Whole(name, value) },
                "flip" => value switch
                {
                    "horizontal" => result with { FlipHorizontal = true },
                    "vertical" => result with { FlipVertical = true },
                    "both" => result with { FlipHorizontal = true, FlipVertical = true },
                    _ => throw new FormatException($"flip is '{value}' but must be horizontal, vertical or both."),
                },
                _ => throw new FormatException($"There is no augmentation '{name}'; write {Usage}."),
            };
        }
        try
        {
            result.Check();
        }
        catch (ArgumentException refused)
        {
            throw new FormatException(refused.Message.Split(" (Parameter", 2)[0].Split('\n', 2)[0], refused);
        }
        return result;
    }

    internal static string Write(Augmentation augmentation)
    {
        var text = new StringBuilder();
        Add(text, "shift", augmentation.Shift);
        Add(text, "rotate", augmentation.Rotate);
        Add(text, "scale", augmentation.Scale);
        var flip = (augmentation.FlipHorizontal, augmentation.FlipVertical) switch
        {
            (true, true) => "both",
            (true, false) => "horizontal",
            (false, true) => "vertical",
            _ => "",
        };
        if (flip.Length > 0) text.Append(text.Length == 0 ? "" : ",").Append("flip=").Append(flip);
        Add(text, "cutout", augmentation.Cutout);
        return text.Length == 0 ? "none" : text.ToString();
    }

    private static void Add(StringBuilder text, string name, float value)
    {
        if (value != 0) text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{name}={value}");
    }

    private static int Whole(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value : throw new FormatException($"{name} is '{text}' but must be a whole number of pixels.");

    private static float Number(string name, string text) =>
        float.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value : throw new FormatException($"{name} is '{text}' but must be a number, 0 or more.");
}
