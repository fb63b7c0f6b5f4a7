using System.Globalization;
using System.Text;
using Spans.Native;

namespace Spans.Cli.Lab;

/// <summary>Every number of a report's pictures as CSV: <c>exhibit,series,x,y</c>.</summary>
internal sealed class SeriesFile(LabReport report) : IFileSource
{
    public void WriteTo(Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("exhibit,series,x,y");
        foreach (var exhibit in report.Exhibits)
            foreach (var series in exhibit.Series)
                for (var i = 0; i < series.X.Count; i++)
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{Quoted(exhibit.Title)},{Quoted(series.Name)},{series.X[i]:R},{series.Y[i]:R}"));
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
