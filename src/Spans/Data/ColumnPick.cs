using System.Globalization;

namespace Spans.Data;

/// <summary>Which columns of a file are used: inputs, then targets, by their index in the file.</summary>
internal sealed class ColumnPick
{
    private ColumnPick(int[] features, int[] targets, HashSet<int> text) => (Features, Targets, Text) = (features, targets, text);

    internal int[] Features { get; }

    internal int[] Targets { get; }

    /// <summary>The columns to be read as text whatever they hold.</summary>
    internal HashSet<int> Text { get; }

    /// <summary>Finds the columns that <paramref name="options"/> name.</summary>
    internal static ColumnPick Of(CsvSource source, CsvOptions options)
    {
        var byName = new Dictionary<string, int>(source.Names.Length, StringComparer.Ordinal);
        for (var i = 0; i < source.Names.Length; i++) byName[source.Names[i]] = i;

        var targets = Find(source, byName, options.Targets);
        if (targets.Length == 0) throw source.Fault("has no target column chosen");
        var ignored = new HashSet<int>(Find(source, byName, options.Ignore));
        foreach (var target in targets)
            if (ignored.Contains(target))
                throw source.Fault($"has target column {source.Column(target)} both chosen and ignored");

        var kept = options.Columns.Count > 0 ? Find(source, byName, options.Columns) : AllOf(source.Fields);
        var features = new List<int>(kept.Length);
        var taken = new HashSet<int>(targets);
        foreach (var column in kept)
            if (!ignored.Contains(column) && taken.Add(column)) features.Add(column);
        if (features.Count == 0)
            throw source.Fault($"has no column left to predict {source.Column(targets[0])} from (is the delimiter right?)");
        return new ColumnPick([.. features], targets, [.. Find(source, byName, options.TextColumns)]);
    }

    private static int[] Find(CsvSource source, Dictionary<string, int> byName, IReadOnlyList<string> wanted)
    {
        var found = new int[wanted.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Find(source, byName, wanted[i]);
            if (found.AsSpan(0, i).Contains(found[i]))
                throw source.Fault($"has column {DataException.Show(wanted[i])} chosen twice");
        }
        return found;
    }

    private static int Find(CsvSource source, Dictionary<string, int> byName, string wanted)
    {
        if (byName.TryGetValue(wanted, out var index)) return index;
        if (!int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw source.Fault($"has no column {DataException.Show(wanted)}; {Choice(source)}");
        index = number < 0 ? source.Fields + number : number;
        if (index < 0 || index >= source.Fields)
            throw source.Fault($"has no column {wanted}: its {source.Fields} columns are numbered 0 to {source.Fields - 1}");
        return index;
    }

    private static string Choice(CsvSource source)
    {
        if (source.Names.Length == 0) return $"without a header, columns are numbered 0 to {source.Fields - 1}";
        const int shown = 8;
        var names = string.Join(
            ", ", Array.ConvertAll(source.Names[..Math.Min(shown, source.Fields)], name => DataException.Show(name, 30)));
        return source.Names.Length > shown ? $"its columns are {names}, …" : $"its columns are {names}";
    }

    private static int[] AllOf(int count)
    {
        var all = new int[count];
        for (var i = 0; i < count; i++) all[i] = i;
        return all;
    }
}
