namespace Spans.Data;

/// <summary>
/// How a table is read from text. A column is named by its header, or by its number counted from 0; −1 is the last.
/// Where a header is itself a number, the header counts.
/// </summary>
public sealed record CsvOptions
{
    /// <summary>The character between fields; null to find it (comma, semicolon, tab or bar) in the first lines.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the first line (after the skipped ones) names the columns.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Lines to pass over at the start of the file.</summary>
    public int SkipLines { get; init; }

    /// <summary>What is predicted: one column for classification, one or more for regression.</summary>
    public IReadOnlyList<string> Targets { get; init; } = ["-1"];

    /// <summary>The columns to predict from; empty for all but targets and <see cref="Ignore"/>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns to leave out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Columns to read as text though most of their cells are numbers.</summary>
    public IReadOnlyList<string> TextColumns { get; init; } = [];

    /// <summary>What to do about cells that are empty or hold NA, N/A, #N/A, NaN, null or ? (in any case).</summary>
    public MissingValues Missing { get; init; }

    /// <summary>How numeric columns are scaled.</summary>
    public Scaling Scale { get; init; }

    /// <summary>
    /// What is predicted; null to infer it: classification where the one target column is text, or holds at most 20 different
    /// integers, each twice or more on average; else regression.
    /// </summary>
    public LearningTask? Task { get; init; }
}
