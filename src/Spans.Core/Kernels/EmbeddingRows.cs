using System.Numerics.Tensors;

namespace Spans.Kernels;

/// <summary>Rows of a table looked up by number, and their gradient.</summary>
public static class EmbeddingRows
{
    /// <summary>y[i] = table[indices[i]].</summary>
    /// <param name="indices">[n]: whole numbers from 0 to <paramref name="rows"/> − 1, as floats.</param>
    /// <param name="table">[rows, width].</param>
    /// <param name="y">[n, width]. Must not overlap the table.</param>
    /// <param name="rows">Rows of the table, one or more.</param>
    /// <exception cref="ArgumentException">A length does not fit, or an index is no row; nothing has been written.</exception>
    public static void Lookup(ReadOnlySpan<float> indices, ReadOnlySpan<float> table, Span<float> y, int rows)
    {
        Check(indices, table, nameof(table), y, nameof(y), rows);
        Throw.IfOverlapsAny(y, nameof(y), table, indices);
        var width = table.Length / rows;
        for (var i = 0; i < indices.Length; i++)
            table.Slice((int)indices[i] * width, width).CopyTo(y.Slice(i * width, width));
    }

    /// <summary>dtable[indices[i]] += dy[i], in the order of i.</summary>
    /// <param name="indices">As given to <see cref="Lookup"/>.</param>
    /// <param name="dy">[n, width].</param>
    /// <param name="dtable">[rows, width].</param>
    /// <param name="rows">Rows of the table, one or more.</param>
    /// <param name="accumulate">Whether to add to what dtable holds.</param>
    /// <exception cref="ArgumentException">A length does not fit, or an index is no row; nothing has been written.</exception>
    public static void AddGradients(
        ReadOnlySpan<float> indices, ReadOnlySpan<float> dy, Span<float> dtable, int rows, bool accumulate)
    {
        Check(indices, dtable, nameof(dtable), dy, nameof(dy), rows);
        Throw.IfOverlapsAny(dtable, nameof(dtable), dy, indices);
        if (!accumulate) dtable.Clear();
        var width = dtable.Length / rows;
        for (var i = 0; i < indices.Length; i++)
        {
            var row = dtable.Slice((int)indices[i] * width, width);
            TensorPrimitives.Add(row, dy.Slice(i * width, width), row);
        }
    }

    private static void Check(
        ReadOnlySpan<float> indices, ReadOnlySpan<float> table, string tableName, ReadOnlySpan<float> y, string yName, int rows)
    {
        Throw.IfNotPositive(rows);
        if (table.Length == 0 || table.Length % rows != 0)
            Throw.Argument(tableName, $"{tableName} holds {table.Length} elements but must hold a multiple of its {rows} rows.");
        Throw.IfNotLength(y.Length, (long)indices.Length * (table.Length / rows), yName);
        for (var i = 0; i < indices.Length; i++)
            if (!(indices[i] >= 0 && indices[i] < rows && indices[i] == (int)indices[i]))
                Throw.OutOfRange($"{nameof(indices)}[{i}]", indices[i], $"a whole number between 0 and {rows - 1}");
    }
}
