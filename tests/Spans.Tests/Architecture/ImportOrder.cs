using System.Text.RegularExpressions;

namespace Spans.Tests.Architecture;

/// <summary>
/// The list of src/ARCHITECTURE.md, read as data: rooms of one step do not see each other, and see all steps before.
/// </summary>
internal sealed partial class ImportOrder
{
    private readonly Dictionary<string, int> _step = [];

    private ImportOrder(string list)
    {
        var steps = list.Split('→');
        for (var i = 0; i < steps.Length; i++)
            foreach (var room in steps[i].Trim().Trim('{', '}').Split(','))
                _step.Add(room.Trim(), i);
    }

    internal IEnumerable<string> Rooms => _step.Keys;

    internal static ImportOrder Read() => new(Assembly().Replace(
        List().Match(File.ReadAllText(Path.Combine(SourceFile.Root, "src", "ARCHITECTURE.md"))).Groups[1].Value, ""));

    internal static ImportOrder Of(string list) => new(list);

    internal bool Allows(string room, string import) => room == import || _step[import] < _step[room];

    /// <summary>Every import of <paramref name="files"/> against the order, by using or by a qualified name.</summary>
    internal IEnumerable<string> Violations(IReadOnlyList<SourceFile> files)
    {
        var types = files.Where(file => file.Room != "").GroupBy(file => file.Room).ToDictionary(
            group => group.Key, group =>
                group.SelectMany(file => Declaration().Matches(file.Code)).Select(match => match.Groups[1].Value).ToHashSet());
        foreach (var file in files)
        {
            if (file.Room == "") continue;
            if (!_step.ContainsKey(file.Room))
            {
                yield return $"{file.Path} is in {file.Room}, which src/ARCHITECTURE.md does not list";
                continue;
            }
            foreach (Match match in Mention().Matches(file.Code))
            {
                var import = match.Groups["room"].Value;
                if (!_step.ContainsKey(import) || Allows(file.Room, import)) continue;
                var rooted = match.Groups["root"].Success;
                if (rooted || types.GetValueOrDefault(import)?.Contains(match.Groups["type"].Value) == true)
                    yield return $"{file.At(match.Index)}: {file.Room} imports {import}";
            }
        }
    }

    [GeneratedRegex(@"```\s*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex List();

    [GeneratedRegex(@" {2,}assembly \S+")]
    private static partial Regex Assembly();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?:struct\s+)?([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])(?<root>(?:global::)?Spans\.)?(?<room>[A-Z]\w*)(?:\.(?<type>[A-Z]\w*))?")]
    private static partial Regex Mention();
}
