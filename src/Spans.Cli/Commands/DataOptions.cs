using System.CommandLine;
using System.Globalization;
using Spans.Cli.Running;
using Spans.Data;
using Spans.Memory;

namespace Spans.Cli.Commands;

/// <summary>The options that say which data, shared by every command that reads some.</summary>
/// <param name="source">What is read where nothing is said.</param>
internal sealed class DataOptions(string source = ProblemSource.Digits)
{
    private readonly Option<string> _data = Checked.Text(
        "--data",
        "A folder with MNIST's four IDX files, a .csv, .npz or .npy file, or 'digits' or 'houses' for the drawn data inside the tool", source);

    private readonly Option<string> _target =
        Checked.Text("--target", "Column to predict: a name, or a number from 0; -1 is the last", "-1");
    private readonly Option<string> _targetFile =
        Checked.Text("--target-file", "The .npy file of targets where --data is a .npy file");
    private readonly Option<string> _ignore = Checked.Text("--ignore", "Columns to leave out, separated by commas");
    private readonly Option<string> _columns =
        Checked.Text("--columns", "Columns to predict from, separated by commas; all by default");
    private readonly Option<int> _skipLines =
        Checked.Integer("--skip-lines", "Lines to pass over at the start of the file", 0, 0);
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first line holds data, not column names" };
    private readonly Option<string> _missing =
        Checked.OneOf("--missing", "What to do about cells without a value", "error", "error", "drop", "mean");
    private readonly Option<string> _scale =
        Checked.Text("--scale", "How numbers are scaled: standard, minmax, none, or a divisor", "standard");
    private readonly Option<string> _shape =
        Checked.Text("--shape", "Shape of a table's rows for networks of images: 1,28,28 (CSV)");
    private readonly Option<string> _delimiter =
        Checked.Text("--delimiter", "The character between fields ('tab' for a tab); found by itself otherwise");
    private readonly Option<string> _task =
        Checked.OneOf("--task", "What is predicted; inferred otherwise", null, "classification", "regression");
    private readonly Option<double> _test =
        Checked.Share("--test", "Share of the rows held out for testing, where no test file or rows are given", 0.2);
    private readonly Option<string> _testRows =
        Checked.Text("--test-rows", "File of row numbers, one a line, that are the test rows (CSV)");

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Option> All =>
        [_data, _target, _targetFile, _ignore, _columns, _skipLines, _noHeader, _missing, _scale, _shape, _delimiter, _task,
            _test, _testRows];

    internal void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">A value makes no sense.</exception>
    internal DataArguments Read(ParseResult parsed)
    {
        if (!Scaling.TryParse(parsed.GetValue(_scale)!, out var scale))
            throw new UsageException(
                $"--scale is '{parsed.GetValue(_scale)}' but must be standard, minmax, none or a positive divisor.");
        return new DataArguments
        {
            Source = parsed.GetValue(_data)!,
            Test = parsed.GetValue(_test),
            Shape = parsed.GetValue(_shape) is { } shape ? ParseShape(shape) : null,
            TestRows = parsed.GetValue(_testRows),
            TargetFile = parsed.GetValue(_targetFile),
            Csv = new CsvOptions
            {
                Delimiter = Delimiter(parsed.GetValue(_delimiter)),
                HasHeader = !parsed.GetValue(_noHeader),
                SkipLines = parsed.GetValue(_skipLines),
                Targets = Checked.Split(parsed.GetValue(_target)),
                Columns = Checked.Split(parsed.GetValue(_columns)),
                Ignore = Checked.Split(parsed.GetValue(_ignore)),
                Scale = scale,
                Missing = parsed.GetValue(_missing) switch
                {
                    "drop" => MissingValues.Drop,
                    "mean" => MissingValues.Mean,
                    _ => MissingValues.Error,
                },
                Task = parsed.GetValue(_task) switch
                {
                    "classification" => LearningTask.Classification,
                    "regression" => LearningTask.Regression,
                    _ => null,
                },
            },
        };
    }

    private static Shape ParseShape(string text)
    {
        var words = text.Split(',');
        var extents = new int[words.Length];
        try
        {
            for (var i = 0; i < extents.Length; i++)
                extents[i] = int.Parse(words[i], NumberStyles.None, CultureInfo.InvariantCulture);
            return Shape.Create(extents);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new UsageException($"--shape is '{text}' but must be positive numbers separated by commas, such as 1,28,28.");
        }
    }

    private static char? Delimiter(string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        { Length: 1 } => text[0],
        _ => throw new UsageException($"--delimiter is '{text}' but must be one character, or 'tab'."),
    };
}
