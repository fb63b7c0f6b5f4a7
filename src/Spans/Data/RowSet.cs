namespace Spans.Data;

/// <summary>Row numbers of a data set, in order: a range, or a list. Unchanging; a row may appear more than once.</summary>
public sealed class RowSet
{
    private readonly int[]? _rows;

    /// <summary>The given rows. Copies the span; a list of consecutive numbers is kept as a range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row number is negative.</exception>
    public RowSet(ReadOnlySpan<int> rows)
    {
        var consecutive = true;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0) Throw.OutOfRange($"{nameof(rows)}[{i}]", rows[i], "zero or more");
            Bound = Math.Max(Bound, rows[i] + 1L);
            consecutive &= rows[i] == (long)rows[0] + i;
        }
        Count = rows.Length;
        First = rows.Length == 0 ? 0 : rows[0];
        if (!consecutive) _rows = rows.ToArray();
    }

    private RowSet(int first, int count)
    {
        First = first;
        Count = count;
        Bound = count == 0 ? 0 : (long)first + count;
    }

    /// <summary>No rows.</summary>
    public static RowSet Empty { get; } = new(0, 0);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>Whether the rows are consecutive, so that a batch of them is a slice of the data set.</summary>
    public bool IsRange => _rows is null;

    /// <summary>The first row; 0 where there is none.</summary>
    public int First { get; }

    /// <summary>One past the largest row.</summary>
    internal long Bound { get; }

    /// <summary>Row number <paramref name="index"/> of the set.</summary>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public int this[int index]
    {
        get
        {
            if (_rows is not null) return _rows[index];
            if ((uint)index >= (uint)Count) Throw.OutOfRange(nameof(index), index, $"between 0 and {Count - 1}");
            return First + index;
        }
    }

    /// <summary>The <paramref name="count"/> rows from <paramref name="first"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the range passes 2^31 − 1.</exception>
    public static RowSet Range(int first, int count)
    {
        Throw.IfNegative(first);
        Throw.IfNegative(count);
        if ((long)first + count > int.MaxValue) Throw.OutOfRange(nameof(count), count, $"at most {int.MaxValue - first}");
        return new RowSet(first, count);
    }

    /// <summary>The first <paramref name="count"/> rows; all of them where there are fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public RowSet Take(int count)
    {
        Throw.IfNegative(count);
        if (count >= Count) return this;
        return _rows is null ? new RowSet(First, count) : new RowSet(_rows.AsSpan(0, count));
    }

    /// <summary>Writes the row numbers.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not hold <see cref="Count"/> elements.</exception>
    public void CopyTo(Span<int> destination)
    {
        Throw.IfNotLength(destination.Length, Count);
        if (_rows is not null) _rows.CopyTo(destination);
        else for (var i = 0; i < Count; i++) destination[i] = First + i;
    }
}
