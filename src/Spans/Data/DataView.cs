namespace Spans.Data;

/// <summary>Some rows of a data set: what is trained on, validated with or tested.</summary>
public sealed record DataView
{
    /// <summary>The given rows of a data set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is not below the data set's row count.</exception>
    public DataView(Dataset data, RowSet rows)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Bound > data.Count)
            Throw.OutOfRange(nameof(rows), rows.Bound - 1, $"a row of the data set, between 0 and {data.Count - 1}");
        Data = data;
        Rows = rows;
    }

    /// <summary>The data set.</summary>
    public Dataset Data { get; }

    /// <summary>The rows of it.</summary>
    public RowSet Rows { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Rows.Count;

    /// <summary>All rows of a data set.</summary>
    public static implicit operator DataView(Dataset data) => (data ?? throw new ArgumentNullException(nameof(data))).View();
}
