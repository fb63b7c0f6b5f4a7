using Spans.Data;
using Spans.Memory;

namespace Spans.Cli.Commands;

/// <summary>Which data, and how a table is read.</summary>
internal sealed record DataArguments
{
    /// <summary>A folder of IDX files, a CSV file, a .npz or .npy file, or <c>digits</c>.</summary>
    internal required string Source { get; init; }

    /// <summary>The shape that a table's rows are given, for networks that take images.</summary>
    internal Shape? Shape { get; init; }

    /// <summary>A .npy file of targets beside one of inputs.</summary>
    internal string? TargetFile { get; init; }

    /// <summary>How a CSV file is read.</summary>
    internal required CsvOptions Csv { get; init; }

    /// <summary>The share held out for testing where nothing else says which rows are.</summary>
    internal required double Test { get; init; }

    /// <summary>A file of row numbers: the test rows.</summary>
    internal string? TestRows { get; init; }
}
