using System.Text.Json;
using Spans.Memory;

namespace Spans.Data;

/// <summary>Preprocessing as a JSON object. Reading refuses what writing would not write.</summary>
internal static class PreprocessingJson
{
    private const string Subject = "preprocessing";
    private const int MaxColumns = 10_000_000;
    private const int MaxClasses = 1_000_000;

    internal static void Write(Preprocessing fitted, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        if (fitted.Format is { } format)
        {
            WriteFormat(writer, format);
            writer.WriteStartArray("columns");
            foreach (var column in fitted.Columns) WriteColumn(writer, column);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartArray("shape");
            for (var axis = 0; axis < fitted.InputShape.Rank; axis++) writer.WriteNumberValue(fitted.InputShape[axis]);
            writer.WriteEndArray();
            writer.WriteNumber("divisor", fitted.Divisor);
        }
        WriteTarget(writer, fitted.Target);
        writer.WriteEndObject();
    }

    internal static Preprocessing Read(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("columns", out _)) return ReadTable(element);
        var fields = new JsonFields(element, Subject, "shape", "divisor", "target");
        var extents = JsonArrays.Integers(fields, "shape", Shape.MaxRank, least: 1);
        long elements = 1;
        foreach (var extent in extents)
            if ((elements *= extent) > Array.MaxLength)
                throw new FormatException($"{Subject}: 'shape' has more than {Array.MaxLength} elements.");
        var target = ReadTarget(fields.Element("target"), MaxColumns);
        if (target.Names.Count > 0 == target.ClassNames.Count > 0)
            throw new FormatException(
                $"{Subject}: the target of a model without columns must have either classes or named values.");
        return new Preprocessing(
            Shape.Create(extents), JsonArrays.Number(fields.Element("divisor"), "divisor", above: 0), [], null, target);
    }

    private static Preprocessing ReadTable(JsonElement element)
    {
        var fields = new JsonFields(element, Subject, "csv", "columns", "target");
        var format = ReadFormat(fields.Element("csv"));
        var array = fields.Array("columns", MaxColumns);
        var columns = new ColumnTransform[array.GetArrayLength()];
        long width = 0;
        var i = 0;
        foreach (var column in array.EnumerateArray())
        {
            columns[i] = ReadColumn(column, format.Fields);
            width += columns[i++].Width;
        }
        if (width is 0 || width > Array.MaxLength)
            throw new FormatException($"{Subject}: 'columns' give {width} inputs but must give between 1 and {Array.MaxLength}.");
        var target = ReadTarget(fields.Element("target"), format.Fields);
        if (target.Names.Count == 0) throw new FormatException($"{Subject}: the target must have a column.");
        return new Preprocessing((int)width, 1, columns, format, target);
    }

    private static void WriteFormat(Utf8JsonWriter writer, CsvFormat format)
    {
        writer.WriteStartObject("csv");
        writer.WriteString("delimiter", format.Delimiter.ToString());
        writer.WriteBoolean("header", format.HasHeader);
        writer.WriteNumber("skip_lines", format.SkipLines);
        writer.WriteNumber("fields", format.Fields);
        writer.WriteEndObject();
    }

    private static CsvFormat ReadFormat(JsonElement element)
    {
        var fields = new JsonFields(element, $"{Subject}: csv", "delimiter", "header", "skip_lines", "fields");
        var delimiter = fields.String("delimiter");
        if (delimiter.Length != 1 || !CsvSource.IsDelimiter(delimiter[0]))
            throw new FormatException(
                $"{Subject}: csv: 'delimiter' must be one character that is no letter, digit, quote or line end.");
        fields.Element("header");
        return new CsvFormat(delimiter[0], fields.Boolean("header", false), fields.Integer("skip_lines", 0, int.MaxValue),
            fields.Integer("fields", 1, MaxColumns));
    }

    private static void WriteColumn(Utf8JsonWriter writer, ColumnTransform column)
    {
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteNumber("index", column.Index);
        if (column.IsText) WriteTexts(writer, "categories", column.Categories);
        WriteNumbers(writer, "offsets", column.Offsets);
        WriteNumbers(writer, "scales", column.Scales);
        if (column.Fill is { } fill) writer.WriteNumber("fill", fill);
        writer.WriteEndObject();
    }

    private static ColumnTransform ReadColumn(JsonElement element, int fileFields)
    {
        var fields = new JsonFields(element, $"{Subject}: a column", "name", "index", "categories", "offsets", "scales", "fill");
        var categories = fields.Has("categories") ? JsonArrays.Names(fields, "categories", ColumnTransform.MaxCategories) : null;
        var width = categories?.Length ?? 1;
        var offsets = JsonArrays.Numbers(fields, "offsets", ColumnTransform.MaxCategories);
        var scales = JsonArrays.Numbers(fields, "scales", ColumnTransform.MaxCategories, above: 0);
        if (width == 0 || offsets.Length != width || scales.Length != width)
            throw new FormatException($"{Subject}: a column must have an offset and a scale for each of its {width} inputs.");
        double? fill = fields.Has("fill") ? JsonArrays.Number(fields.Element("fill"), "fill") : null;
        if (categories is not null && fill is { } category
            && !(category >= 0 && category < width && category == Math.Floor(category)))
            throw new FormatException($"{Subject}: a column's 'fill' must be the number of one of its {width} categories.");
        return new ColumnTransform(
            fields.String("name"), fields.Integer("index", 0, fileFields - 1), categories, offsets, scales, fill);
    }

    private static void WriteTarget(Utf8JsonWriter writer, TargetTransform target)
    {
        writer.WriteStartObject("target");
        WriteTexts(writer, "names", target.Names);
        writer.WriteStartArray("indices");
        foreach (var index in target.Indices) writer.WriteNumberValue(index);
        writer.WriteEndArray();
        if (target.Task == LearningTask.Classification)
        {
            writer.WriteBoolean("text", target.IsText);
            WriteTexts(writer, "classes", target.ClassNames);
        }
        else
        {
            WriteNumbers(writer, "means", target.Means);
            WriteNumbers(writer, "scales", target.Scales);
        }
        writer.WriteEndObject();
    }

    private static TargetTransform ReadTarget(JsonElement element, int fileFields)
    {
        var fields = new JsonFields(element, $"{Subject}: target", "names", "indices", "text", "classes", "means", "scales");
        var names = JsonArrays.Names(fields, "names", MaxColumns);
        var indices = JsonArrays.Integers(fields, "indices", MaxColumns, least: 0);
        foreach (var index in indices)
            if (index >= fileFields)
                throw new FormatException($"{Subject}: target: column {index} is beyond the {fileFields} of the file.");
        if (names.Length != indices.Length)
            throw new FormatException($"{Subject}: target: 'names' and 'indices' must be equally long.");
        if (fields.Has("classes"))
        {
            var classes = JsonArrays.Names(fields, "classes", MaxClasses);
            if (classes.Length == 0 || names.Length > 1 || fields.Has("means") || fields.Has("scales"))
                throw new FormatException($"{Subject}: target: classes must be those of one column and have no scale.");
            return new TargetTransform(names, indices, fields.Boolean("text", false), classes, [], []);
        }
        var means = JsonArrays.Numbers(fields, "means", MaxColumns);
        var scales = JsonArrays.Numbers(fields, "scales", MaxColumns, above: 0);
        if (means.Length != names.Length || scales.Length != names.Length || fields.Has("text"))
            throw new FormatException($"{Subject}: target: there must be a mean and a scale for each column.");
        return new TargetTransform(names, indices, false, [], means, scales);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, ReadOnlySpan<double> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
