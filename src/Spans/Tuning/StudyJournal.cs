using System.Text;
using System.Text.Json;

namespace Spans.Tuning;

/// <summary>
/// A study's results as JSON lines: first what the study is, then each result as it came. A line counts once its end is on disk;
/// what a crash left of the last one is cut off when the study goes on.
/// </summary>
internal sealed class StudyJournal : IDisposable
{
    private const int Version = 1;
    private const long MostBytes = 1L << 30;
    private readonly FileStream _stream;

    private StudyJournal(FileStream stream, List<TrialResult> results)
    {
        _stream = stream;
        Results = results;
    }

    /// <summary>What the journal held when it was opened.</summary>
    internal IReadOnlyList<TrialResult> Results { get; }

    internal static StudyJournal Open(string path, bool resume, SearchSpace space, ISearch search, StudyOptions options)
    {
        if (!resume && File.Exists(path))
            throw new StudyException($"{path}: there is a journal already; resume it, or give another name.");
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var header = Header(space, search, options);
            var results = stream.Length == 0 ? [] : Read(stream, path, header, space);
            var journal = new StudyJournal(stream, results);
            if (stream.Length == 0) journal.Write(header);
            return journal;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    internal void Append(TrialResult result) => Write(Json(json => ResultJson.Write(json, result)));

    public void Dispose() => _stream.Dispose();

    private void Write(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush(flushToDisk: true);
    }

    private static List<TrialResult> Read(FileStream stream, string path, string header, SearchSpace space)
    {
        if (stream.Length > MostBytes)
            throw new StudyException($"{path}: holds {stream.Length} bytes, but a journal has at most {MostBytes}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var results = new List<TrialResult>();
        var (start, number) = (0, 0);
        for (var end = Array.IndexOf(bytes, (byte)'\n'); end >= 0; start = end + 1, end = Array.IndexOf(bytes, (byte)'\n', start))
        {
            var line = Encoding.UTF8.GetString(bytes, start, end - start);
            number++;
            if (number == 1)
            {
                if (line != header) throw new StudyException(
                    $"{path}: is the journal of another study: it says {Start(line)} but this one is {Start(header)}.");
                continue;
            }
            results.Add(Parse(path, number, line, space));
        }
        // A line without an end was being written when the study died.
        stream.SetLength(start);
        stream.Position = start;
        return results;
    }

    private static TrialResult Parse(string path, int number, string line, SearchSpace space)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            return ResultJson.Read(json.RootElement, space);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new StudyException($"{path}: line {number}: {e.Message}", e);
        }
    }

    // What results depend on; the number of trials may grow where the search allows.
    private static string Header(SearchSpace space, ISearch search, StudyOptions options) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("spans_study", Version);
        json.WriteString("search", search.Name);
        json.WriteNumber("generation", search.Generation(options.Trials));
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("budget", options.Budget);
        json.WriteNumber("halving", options.Halving);
        json.WriteNumber("first_budget", options.FirstBudget);
        json.WritePropertyName("space");
        SpaceJson.Write(json, space);
        json.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Start(string line) => line.Length <= 160 ? line : line[..160] + "…";
}
