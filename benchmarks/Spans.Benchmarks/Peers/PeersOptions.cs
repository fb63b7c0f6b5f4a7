using System.Globalization;

namespace Spans.Benchmarks.Peers;

/// <summary>The command line of <c>peers</c>.</summary>
internal sealed record PeersOptions
{
    public const string Usage = """
        usage: Spans.Benchmarks -- peers [--quick] [--json] [--only <area>[,<area>…]] [--rounds <n>]
                                        [--skip-newer <hours>] [--minutes <n>] [--list]
          --quick   short windows, nothing written to benchmarks/results
          --json    one JSON document on standard output instead of tables
          --only    areas, or the beginning of a question as --list shows it: gemm, "gemm 128x512", "step (a)", "epoch"
          --rounds  turns each contestant gets (7, with --quick 5)
          --skip-newer  leaves out what the results file has, undisturbed, from the last so many hours: goes on where a run ended
          --minutes begins no further question after so many minutes; every answer is written as it comes
          --list    the questions, without running any
        """;

    public bool Quick { get; private init; }
    public bool Json { get; private init; }
    public bool List { get; private init; }
    public int? Rounds { get; private init; }
    public double SkipNewerHours { get; private init; }
    public double Minutes { get; private init; } = double.PositiveInfinity;
    public string[] Only { get; private init; } = [];

    public Pace Pace => (Quick ? Pace.Quick : Pace.Full) is var pace && Rounds is { } n ? pace with { Rounds = n } : pace;

    public bool Selects(Question question) =>
        Only.Length == 0 || Only.Any(text => question.Title.StartsWith(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The options, or a complaint.</summary>
    public static (PeersOptions? Options, string Complaint) Parse(ReadOnlySpan<string> words)
    {
        var options = new PeersOptions();
        for (var i = 0; i < words.Length; i++)
        {
            var value = i + 1 < words.Length ? words[i + 1] : "";
            switch (words[i])
            {
                case "--quick": options = options with { Quick = true }; break;
                case "--json": options = options with { Json = true }; break;
                case "--list": options = options with { List = true }; break;
                case "--only" when value.Length > 0:
                    options = options with { Only = [.. options.Only, .. value.Split(',', StringSplitOptions.TrimEntries)] };
                    i++;
                    break;
                case "--rounds" when int.TryParse(value, out var n) && n > 0:
                    options = options with { Rounds = n };
                    i++;
                    break;
                case "--skip-newer" when IsPositive(value, out var hours):
                    options = options with { SkipNewerHours = hours };
                    i++;
                    break;
                case "--minutes" when IsPositive(value, out var minutes):
                    options = options with { Minutes = minutes };
                    i++;
                    break;
                default:
                    return (null, $"{words[i]} {value} is not understood.");
            }
        }
        return (options, "");
    }

    private static bool IsPositive(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0;
}
