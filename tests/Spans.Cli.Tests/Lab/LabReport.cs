using System.Text.Json;
using Spans.Testing;

namespace Spans.Cli.Tests.Lab;

/// <summary>What an experiment printed with <c>--json</c>.</summary>
internal sealed class LabReport(JsonElement json)
{
    /// <summary>Runs an experiment and reads its report.</summary>
    internal static LabReport Of(string experiment, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return new LabReport(Tool.Run(folder.Path, ["lab", experiment, "--json", .. options]).Ends(0).LastObject);
    }

    internal JsonElement Json => json;

    /// <summary>Every claim whose finding does not hold.</summary>
    internal IEnumerable<string> FailedClaims =>
        json.GetProperty("findings").EnumerateArray().Where(static f => !f.GetProperty("holds").GetBoolean())
            .Select(static f => f.ToString());

    /// <summary>The points of a series.</summary>
    internal (double[] X, double[] Y) Series(string exhibit, string series)
    {
        var one = Exhibit(exhibit).GetProperty("series").EnumerateArray()
            .Single(s => s.GetProperty("name").GetString() == series);
        return (Numbers(one.GetProperty("x")), Numbers(one.GetProperty("y")));
    }

    /// <summary>The rows of a table, each under the name in its first cell.</summary>
    internal Dictionary<string, Dictionary<string, string>> Table(string exhibit)
    {
        var table = Exhibit(exhibit);
        var columns = table.GetProperty("columns").EnumerateArray().Select(static c => c.GetString()!).ToArray();
        return table.GetProperty("rows").EnumerateArray()
            .Select(static row => row.EnumerateArray().Select(static cell => cell.GetString()!).ToArray())
            .ToDictionary(static cells => cells[0],
                cells => columns.Zip(cells).ToDictionary(static pair => pair.First, static pair => pair.Second));
    }

    private JsonElement Exhibit(string title) =>
        json.GetProperty("exhibits").EnumerateArray().Single(e => e.GetProperty("title").GetString() == title);

    private static double[] Numbers(JsonElement array) =>
        [.. array.EnumerateArray()
            .Select(static value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
}
