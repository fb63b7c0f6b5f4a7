namespace Spans.Data;

/// <summary>What some rows of a numeric column tell. For text, only <see cref="Count"/> means something.</summary>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Count">Rows that hold a value.</param>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="Mean">The mean of the values.</param>
/// <param name="SquaredDeviations">Σ (x − mean)².</param>
public readonly record struct ColumnStatistics(
    int Rows, int Count, double Minimum, double Maximum, double Mean, double SquaredDeviations)
{
    /// <summary>√(Σ (x − mean)² / count): the population standard deviation; 0 for a constant column.</summary>
    public double Deviation => Count == 0 ? 0 : Math.Sqrt(SquaredDeviations / Count);

    /// <summary>The deviation once missing values are replaced by the mean.</summary>
    internal double FilledDeviation => Rows == 0 ? 0 : Math.Sqrt(SquaredDeviations / Rows);

    /// <summary>The statistics of every column, inputs first, over the given rows. Two passes, row by row.</summary>
    internal static ColumnStatistics[] Of(CsvTable table, RowSet rows)
    {
        var columns = table.Columns.Length;
        var (counts, sums, squares) = (new int[columns], new double[columns], new double[columns]);
        var (minima, maxima) = (new double[columns], new double[columns]);
        Array.Fill(minima, double.PositiveInfinity);
        Array.Fill(maxima, double.NegativeInfinity);
        for (var r = 0; r < rows.Count; r++)
        {
            var cells = table.Cells.Slice(rows[r] * columns, columns);
            for (var i = 0; i < cells.Length; i++)
            {
                var x = cells[i];
                if (double.IsNaN(x)) continue;
                counts[i]++;
                sums[i] += x;
                minima[i] = Math.Min(minima[i], x);
                maxima[i] = Math.Max(maxima[i], x);
            }
        }
        // Rounding gives the mean of equal values another last digit, and the column a deviation: its value is its mean.
        for (var i = 0; i < columns; i++) sums[i] = minima[i] == maxima[i] ? minima[i] : sums[i] / counts[i];
        for (var r = 0; r < rows.Count; r++)
        {
            var cells = table.Cells.Slice(rows[r] * columns, columns);
            for (var i = 0; i < cells.Length; i++)
            {
                var d = cells[i] - sums[i];
                if (!double.IsNaN(d)) squares[i] += d * d;
            }
        }
        var statistics = new ColumnStatistics[columns];
        for (var i = 0; i < columns; i++)
            statistics[i] = new ColumnStatistics(rows.Count, counts[i], minima[i], maxima[i], sums[i], squares[i]);
        return statistics;
    }
}
