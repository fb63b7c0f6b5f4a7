using System.Globalization;
using Spans.Cli.Commands;
using Spans.Data;
using Spans.Data.Numpy;
using Spans.Threading;

namespace Spans.Cli.Running;

/// <summary>Loads data and divides its rows.</summary>
internal static class ProblemSource
{
    /// <summary>What <c>--data</c> calls the drawn digits.</summary>
    internal const string Digits = "digits";

    /// <summary>What <c>--data</c> calls the drawn house prices.</summary>
    internal const string Houses = "houses";

    /// <exception cref="DataException">The data cannot be read.</exception>
    /// <exception cref="UsageException">The options do not fit the data.</exception>
    internal static Problem Load(DataArguments arguments, double validation, ulong seed)
    {
        var warnings = new List<string>();
        var (data, name) = Prepare(arguments, validation, seed, warnings);
        if (data.Rows.Train.Count == 0)
            throw new UsageException("No rows are left to train on; hold out fewer with --test or --validation.");
        return new Problem
        {
            Title = Describe(data, name),
            Train = data.Train,
            Validation = data.Rows.Validation.Count == 0 ? null : data.Validation,
            Test = data.Rows.Test.Count == 0 ? null : data.Test,
            Preprocessing = data.Preprocessing,
            Warnings = warnings,
        };
    }

    private static (PreparedData, string) Prepare(DataArguments arguments, double validation, ulong seed, List<string> warnings)
    {
        var source = arguments.Source;
        if (arguments.Shape is not null && (source is Digits or Houses || Directory.Exists(source)))
            throw new UsageException("--shape is for CSV files; other data have a shape of their own.");
        if (source == Digits)
        {
            using var team = new Team(Math.Min(Environment.ProcessorCount, 8));
            return (WithValidation(Data.Digits.Draw(team: team), validation, seed), "drawn digits");
        }
        if (source == Houses) return (HouseRows(validation, seed), "drawn house prices");
        if (Directory.Exists(source))
        {
            if (arguments.TestRows is not null)
                throw new UsageException("--test-rows is for CSV files; a folder of images has test files of its own.");
            return (WithValidation(IdxFolder.Read(source), validation, seed),
                Path.GetFileName(Path.TrimEndingDirectorySeparator(source)));
        }
        if (!File.Exists(source)) throw new DataException(
            $"--data {source}: there is no such file or folder (and it is neither '{Digits}' nor '{Houses}').");
        if (NumpyFile.IsName(source))
        {
            if (arguments.TestRows is not null) throw new UsageException("--test-rows is for CSV files.");
            return (NumpyData.Read(source, arguments.TargetFile, arguments.Csv.Task, validation, arguments.Test, seed),
                Path.GetFileName(source));
        }
        if (arguments.TargetFile is not null) throw new UsageException("--target-file goes with a .npy file as --data.");
        return (Table(arguments, validation, seed, warnings), Path.GetFileName(source));
    }

    // Their preprocessing is given, not taken from the rows, so they may be divided any time.
    private static PreparedData HouseRows(double validation, ulong seed)
    {
        var data = Data.Houses.Draw();
        if (validation == 0) return data;
        var (train, held) = Split.Hold(data.Rows.Train, data.Data.Labels, validation, seed);
        return data with { Rows = new DataSplit(train, held, data.Rows.Test) };
    }

    private static PreparedData WithValidation(PreparedData data, double share, ulong seed) =>
        share > 0 ? data.WithValidation(share, seed) : data;

    private static PreparedData Table(DataArguments arguments, double validation, ulong seed, List<string> warnings)
    {
        var table = CsvTable.Read(arguments.Source, arguments.Csv);
        if (table.DroppedRows > 0) warnings.Add($"{table.DroppedRows} rows with a missing value were dropped.");
        var rows = arguments.TestRows is { } path
            ? ByFile(path, table.Count)
            : Split.ByShare(RowSet.Range(0, table.Count), table.Labels, 0, arguments.Test, seed);
        if (validation > 0)
        {
            var (train, held) = Split.Hold(rows.Train, table.Labels, validation, seed);
            rows = new DataSplit(train, held, rows.Test);
        }
        var data = PreparedData.Of(table, rows, arguments.Csv, warnings);
        return arguments.Shape is { } shape ? data with { Data = data.Data.Reshaped(shape) } : data;
    }

    private static DataSplit ByFile(string path, int count)
    {
        var numbers = RowNumbers.Read(path);
        try
        {
            return Split.ByRows(count, numbers);
        }
        catch (DataException e)
        {
            throw new DataException($"--test-rows {path}: {e.Message}", e);
        }
    }

    private static string Describe(PreparedData data, string name)
    {
        var set = data.Data;
        var target = data.Preprocessing.Target;
        var what = set.IsClassification
            ? string.Create(CultureInfo.InvariantCulture, $"{set.Classes} classes")
            : $"regression of {string.Join(", ", target.Names)}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{name}: {set.Count} rows of {set.InputShape}, {what}; {data.Rows.Train.Count} to train, {data.Rows.Validation.Count} to validate, {data.Rows.Test.Count} to test");
    }
}
