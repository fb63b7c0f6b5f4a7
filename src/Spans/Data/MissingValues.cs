namespace Spans.Data;

/// <summary>What to do about a cell without a value, in a column that is used.</summary>
public enum MissingValues
{
    /// <summary>Refuse the file, naming line and column.</summary>
    Error,

    /// <summary>Leave out the row.</summary>
    Drop,

    /// <summary>
    /// Put the mean of the training rows, or for text their most frequent value (the first in sorted order among equals).
    /// Targets are never made up: a row without one is refused.
    /// </summary>
    Mean,
}
