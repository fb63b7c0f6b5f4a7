using System.Globalization;

namespace Spans.Testing;

/// <summary>
/// Reads the small text tables that the python scripts of <c>tests/golden</c> made with an independent library:
/// <code>
/// # made by losses.py, torch 1.13.0          a comment
/// case huber delta 0.5                       begins a case; names are unique in a file
/// text reduction mean                        a word or line of configuration
/// tensor prediction 2x3: 1 -0.5 3 nan inf 2  values, row-major, on as many lines as they take
/// tensor loss : 0.125                        no extents: one number
/// </code>
/// Numbers are in the invariant culture.
/// </summary>
public static class Golden
{
    /// <summary>Every case of <c>golden/<paramref name="file"/>.txt</c>.</summary>
    /// <exception cref="InvalidDataException">A line is malformed: named with file and line.</exception>
    public static IReadOnlyList<GoldenCase> Read(string file) =>
        Parse(file + ".txt", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", file + ".txt")));

    /// <summary>
    /// The names of all cases, for theories: <c>TheoryData&lt;string&gt; Cases => new(Golden.Names("losses"))</c>.
    /// </summary>
    public static string[] Names(string file) => [.. Read(file).Select(@case => @case.Name)];

    /// <summary>The case named <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such case.</exception>
    public static GoldenCase Case(string file, string name) =>
        Read(file).FirstOrDefault(@case => @case.Name == name)
        ?? throw new KeyNotFoundException($"golden/{file}.txt has no case '{name}'.");

    /// <summary>Reads the cases in <paramref name="text"/>; <paramref name="source"/> is named in messages.</summary>
    public static IReadOnlyList<GoldenCase> Parse(string source, string text)
    {
        var cases = new List<GoldenCase>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            var (kind, rest) = Cut(line, ' ');
            if (kind == "case")
            {
                if (rest.Length == 0) throw Malformed(source, i, "a case needs a name");
                if (cases.Exists(@case => @case.Name == rest)) throw Malformed(source, i, $"case '{rest}' is there twice");
                cases.Add(new GoldenCase(source, rest));
            }
            else if (cases.Count == 0)
            {
                throw Malformed(source, i, "there is no case yet");
            }
            else if (kind == "text")
            {
                var (name, value) = Cut(rest, ' ');
                cases[^1].Add(name, value);
            }
            else if (kind == "tensor")
            {
                cases[^1].Add(ReadTensor(source, lines, ref i, rest));
            }
            else
            {
                throw Malformed(source, i, $"'{kind}' is none of case, text, tensor");
            }
        }
        return cases;
    }

    private static GoldenTensor ReadTensor(string source, string[] lines, ref int i, string header)
    {
        var first = i;
        var (head, numbers) = Cut(header, ':');
        var (name, extents) = Cut(head.Trim(), ' ');
        int[] shape;
        if (extents.Length == 0) shape = [];
        else
        {
            var words = extents.Split('x');
            shape = new int[words.Length];
            for (var axis = 0; axis < words.Length; axis++)
                if (!int.TryParse(words[axis], NumberStyles.None, CultureInfo.InvariantCulture, out shape[axis]))
                    throw Malformed(source, first, $"'{extents}' is no shape such as 2x3");
        }
        var values = new double[shape.Aggregate(1, (product, extent) => product * extent)];
        var count = 0;
        while (true)
        {
            foreach (var word in numbers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                if (count == values.Length) throw Malformed(source, i, $"tensor {name} holds more than {values.Length} numbers");
                values[count++] = Number(source, i, word);
            }
            if (count == values.Length) return new GoldenTensor(name, shape, values);
            if (++i == lines.Length)
                throw Malformed(source, first, $"tensor {name} holds {count} numbers instead of {values.Length}");
            numbers = lines[i];
        }
    }

    private static double Number(string source, int line, string word) => word switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw Malformed(source, line, $"'{word}' is no number"),
    };

    private static (string Head, string Tail) Cut(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, "") : (text[..index], text[(index + 1)..].Trim());
    }

    private static InvalidDataException Malformed(string source, int line, string why) =>
        new($"{source}:{(line + 1).ToString(CultureInfo.InvariantCulture)}: {why}.");
}
