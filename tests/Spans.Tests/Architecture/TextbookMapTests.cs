using System.Text.RegularExpressions;

namespace Spans.Tests.Architecture;

/// <summary>The textbook's map in src/ARCHITECTURE.md names types and tests that are there, and every row of the list.</summary>
public partial class TextbookMapTests
{
    private static readonly string[][] s_rows =
        [.. File.ReadLines(Path.Combine(SourceFile.Root, "src", "ARCHITECTURE.md"))
            .SkipWhile(line => !line.StartsWith("## The textbook", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];

    [Fact]
    public void Map_NamesTypesThatAreThere()
    {
        var types = SourceFile.Below("src").Select(file => file.Name).ToHashSet();
        var named = s_rows.SelectMany(row => Word().Matches(row[2])).Select(match => match.Groups[1].Value)
            .Where(word => char.IsUpper(word[0])).ToArray();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(types));
    }

    [Fact]
    public void Map_NamesTestsThatAreThere()
    {
        var tests = SourceFile.Below("tests").Select(file => file.Name).ToHashSet();
        foreach (var row in s_rows)
        {
            var named = Word().Matches(row[3]).Select(match => match.Groups[1].Value).ToArray();
            Assert.NotEmpty(named);
            Assert.Empty(named.Except(tests));
        }
    }

    [Fact]
    public void Map_HoldsEveryRow()
    {
        var numbers = s_rows.SelectMany(row => row[0].Split(", ")).SelectMany(part =>
        {
            var ends = part.Split('–');
            if (ends is not [{ Length: > 1 } first, { Length: > 1 } last]) return [part];
            return Enumerable.Range(int.Parse(first[1..]), int.Parse(last[1..]) - int.Parse(first[1..]) + 1)
                .Select(i => $"{first[0]}{i}");
        }).ToHashSet();
        Assert.Superset(Enumerable.Range(1, 29).Select(i => $"T{i}").Concat(Enumerable.Range(1, 9).Select(i => $"X{i}"))
            .ToHashSet(), numbers);
    }

    [GeneratedRegex("`([A-Za-z]\\w*)`")]
    private static partial Regex Word();
}
