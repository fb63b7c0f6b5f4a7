namespace Spans.Data;

/// <summary>Reads a file that holds the columns a <see cref="Preprocessing"/> was fitted to.</summary>
internal static class FittedTableReader
{
    internal static CsvTable Read(Preprocessing fitted, string path, CsvOptions? options, bool withTargets)
    {
        var format = fitted.Format;
        if (format is null) throw new DataException($"{DataFile.Show(path)}: the model takes images, not tables.");
        using var source = new CsvSource(path, options is null ? format.Delimiter : options.Delimiter,
            options?.HasHeader ?? format.HasHeader, options?.SkipLines ?? format.SkipLines);
        var byName = source.Names.Length > 0 && format.HasHeader ? Numbered(source.Names) : null;
        var chosen = new ChosenColumn[fitted.Columns.Count + (withTargets ? fitted.Target.Names.Count : 0)];
        for (var i = 0; i < chosen.Length; i++)
        {
            var isTarget = i >= fitted.Columns.Count;
            var t = i - fitted.Columns.Count;
            var name = isTarget ? fitted.Target.Names[t] : fitted.Columns[i].Name;
            var isText = isTarget ? fitted.Target.IsText : fitted.Columns[i].IsText;
            var index = byName is not null ? ByName(source, byName, name)
                : isTarget ? ByPlace(source, format, fitted.Target.Indices[t], null)
                : ByPlace(source, format, fitted.Columns[i].Index, withTargets ? null : (i, fitted.Columns.Count));
            chosen[i] = new ChosenColumn(index, isText ? ColumnKind.Text : ColumnKind.Number, isTarget);
        }
        return CsvTableReader.TryRead(source, chosen, options?.Missing ?? Policy(fitted), [])!;
    }

    private static MissingValues Policy(Preprocessing fitted)
    {
        foreach (var column in fitted.Columns)
            if (column.Fill is not null) return MissingValues.Mean;
        return MissingValues.Error;
    }

    private static Dictionary<string, int> Numbered(string[] names)
    {
        var numbered = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++) numbered.Add(names[i], i);
        return numbered;
    }

    private static int ByName(CsvSource source, Dictionary<string, int> byName, string name) =>
        byName.TryGetValue(name, out var index)
        ? index
        : throw source.Fault($"has no column {DataException.Show(name)}, which the model needs");

    // Without names, a file has all columns of the training file, or the model's inputs alone.
    private static int ByPlace(CsvSource source, CsvFormat format, int index, (int Place, int Count)? input)
    {
        if (source.Fields == format.Fields) return index;
        if (input is { } alone && source.Fields == alone.Count) return alone.Place;
        throw source.Fault($"has {source.Fields} columns but the model was trained on {format.Fields}"
            + (input is { } inputs ? $", {inputs.Count} of them inputs" : ""));
    }
}
