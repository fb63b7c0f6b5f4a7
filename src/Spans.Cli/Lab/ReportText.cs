using System.Globalization;
using Spectre.Console;

namespace Spans.Cli.Lab;

/// <summary>A report for people: tables, pictures, then what follows from them.</summary>
internal static class ReportText
{
    internal static void Write(IAnsiConsole console, bool plain, LabReport report, double seconds, string? csv)
    {
        var page = new Drawing.Page(console, plain);
        page.Line(report.Title, new Style(decoration: Decoration.Bold));
        foreach (var exhibit in report.Exhibits)
        {
            page.Line("");
            page.Line(exhibit.Title, new Style(decoration: Decoration.Underline));
            exhibit.Draw(page);
        }
        page.Line("");
        foreach (var finding in report.Findings)
        {
            page.Text(finding.Holds ? "holds   " : "FAILS   ", new Style(finding.Holds ? Color.Green : Color.Red));
            page.Line($"{finding.Claim}: {finding.Measured}");
        }
        page.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds:F1} s{(csv is null ? "; --csv FILE keeps the series" : $"; series in {csv}")}"));
    }
}
