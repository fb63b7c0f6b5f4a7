using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spans.Benchmarks.Peers.Reports;

/// <summary>
/// All contests measured on one kind of CPU, newest of each: <c>benchmarks/results/&lt;cpu&gt;/peers.json</c> and the same as
/// Markdown. A run of some areas replaces those and keeps the others, each with the date and versions it was run with.
/// </summary>
public sealed record ResultsFile
{
    private const string FileName = "peers.json";

    public required Machine Machine { get; init; }
    public required List<RunInfo> Runs { get; init; }
    public required List<ContestResult> Contests { get; init; }

    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        IgnoreReadOnlyProperties = true,
    };

    public DateTime Newest => Runs.Max(r => r.Date);

    /// <summary>The folder of all results: in the repository this program was built from, or below the current folder.</summary>
    public static string Folder()
    {
        foreach (var start in (ReadOnlySpan<string>)[Environment.CurrentDirectory, AppContext.BaseDirectory])
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Spans.sln")))
                    return Path.Combine(folder.FullName, "benchmarks", "results");
        return Path.Combine(Environment.CurrentDirectory, "benchmarks", "results");
    }

    /// <summary>The newest file of all CPUs, or null.</summary>
    public static ResultsFile? LoadNewest() =>
        !Directory.Exists(Folder()) ? null
            : Directory.EnumerateDirectories(Folder()).Select(Load).OfType<ResultsFile>().MaxBy(f => f.Newest);

    /// <summary>Where this machine's results go.</summary>
    public static string FolderOf(Machine machine) => Path.Combine(Folder(), machine.Slug);

    /// <summary>
    /// The keys of what this machine's file holds from <paramref name="time"/> on, measured without disturbance.
    /// </summary>
    public static HashSet<string> NewerThan(Machine machine, DateTime time)
    {
        if (Load(FolderOf(machine)) is not { } file) return [];
        var runs = file.Runs.Where(r => r.Date >= time).Select(r => r.Id).ToHashSet();
        return [.. file.Contests.Where(c => runs.Contains(c.Run) && !c.Disturbed).Select(c => c.Key)];
    }

    /// <summary>Adds a run's contests to this machine's file and writes it.</summary>
    public static void Save(Machine machine, RunInfo run, List<ContestResult> contests)
    {
        var folder = FolderOf(machine);
        Directory.CreateDirectory(folder);
        var old = Load(folder);
        var fresh = contests.Select(c => c.Key).ToHashSet();
        var order = Areas.Programme.All().Select((q, i) => (q.Key, i)).ToDictionary(q => q.Key, q => q.i);
        List<ContestResult> all =
            [.. (old?.Contests ?? []).Where(c => !fresh.Contains(c.Key) && order.ContainsKey(c.Key)), .. contests];
        all.Sort((x, y) => order[x.Key].CompareTo(order[y.Key]));
        var used = all.Select(c => c.Run).ToHashSet();
        var file = new ResultsFile
        {
            Machine = machine, Contests = all,
            Runs = [.. (old?.Runs ?? []).Append(run).DistinctBy(r => r.Id).Where(r => used.Contains(r.Id))],
        };
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(file, Json) + "\n");
        File.Move(path + ".new", path, overwrite: true);
        File.WriteAllText(Path.Combine(folder, "peers.md"), file.Markdown());
    }

    private static ResultsFile? Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<ResultsFile>(File.ReadAllText(path), Json) : null;
    }

    private string Markdown()
    {
        var text = new StringBuilder($"""
            # Spans and its peers on {Machine.Cpu}, {Machine.Cores} cores, {Machine.InstructionSet}

            Contestants take turns in every round, so all of them meet the same clock and the same neighbours. A time is the median over
            the rounds; "time / Spans'" is the ratio within a round, then the median: above 1, Spans is the faster. P, the FMA peak, is
            one core's, measured in the same rounds. Differences under 8 % are no differences.


            """);
        foreach (var run in Runs)
        {
            text.Append($"Run {run.Id}: `{run.Command}`, .NET {run.DotNet}, {run.Lanes}; ");
            text.AppendJoin(", ", run.Peers.Select(p => $"{p.Key} {p.Value}")).Append('.');
            foreach (var missing in run.Missing)
                text.Append($" Missing: {missing.Name} ({missing.Reason}; `{missing.Command}`).");
            text.Append("\n\n");
        }
        text.Append("## Bars\n\n").Append(Tables.Bars(Contests).Markdown());
        foreach (var contest in Contests)
        {
            text.Append($"\n## {contest.Area} {contest.Name}, {Format.Threads(contest.Threads)}\n\n")
                .Append(Tables.Of(contest).Markdown());
            foreach (var absent in contest.Absent) text.Append($"\nAbsent: {absent}\n");
            if (contest.Disturbed) text.Append($"\nDisturbed: other processes used {contest.OtherLoad:0.0} cores meanwhile.\n");
        }
        return text.ToString();
    }
}
