using Spans.Random;

namespace Spans.Data;

/// <summary>Divides rows. The same seed gives the same division; every part keeps the rows in their order.</summary>
public static class Split
{
    // Sets this consumer's noise apart from that of layers and of epochs.
    private const uint SplitStream = 0xDA7A_0002;

    /// <summary>Holds out a share of the rows: each class in proportion where there are labels (stratified).</summary>
    /// <param name="rows">The rows to divide.</param>
    /// <param name="labels">The class of every row of the data set, or empty.</param>
    /// <param name="share">The share held out, between 0 and 1; rounded to whole rows.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException"><paramref name="share"/> is not below 1 or negative, or labels are too
    /// few.</exception>
    public static (RowSet Kept, RowSet Held) Hold(RowSet rows, ReadOnlySpan<int> labels, double share, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!(share >= 0 && share < 1)) Throw.OutOfRange(nameof(share), share, "0 or more and below 1");
        if (!labels.IsEmpty && rows.Bound > labels.Length)
            Throw.Argument(
                nameof(labels), $"labels holds {labels.Length} elements but must hold one for each of {rows.Bound} rows.");
        var order = new int[rows.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        RngFill.Shuffle(new Rng(seed, 0, SplitStream), order);

        var quota = Quotas(rows, labels, share);
        var held = new bool[rows.Count];
        var heldCount = 0;
        foreach (var place in order)
        {
            var label = labels.IsEmpty ? 0 : labels[rows[place]];
            if (quota[label] == 0) continue;
            quota[label]--;
            held[place] = true;
            heldCount++;
        }
        var (rest, taken) = (new int[rows.Count - heldCount], new int[heldCount]);
        for (int i = 0, r = 0, t = 0; i < held.Length; i++)
            if (held[i]) taken[t++] = rows[i];
            else rest[r++] = rows[i];
        return (new RowSet(rest), new RowSet(taken));
    }

    /// <summary>Divides all rows of a data set by shares, stratified where it is classified.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for the test; with <paramref name="validation"/> below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A share is negative, or they reach 1.</exception>
    public static DataSplit ByShare(Dataset data, double validation, double test, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ByShare(RowSet.Range(0, data.Count), data.Labels, validation, test, seed);
    }

    /// <summary>Divides rows by shares, stratified where there are labels.</summary>
    /// <param name="rows">The rows to divide.</param>
    /// <param name="labels">The class of every row of the data set, or empty.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for the test; with <paramref name="validation"/> below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A share is negative, they reach 1, or labels are too few.</exception>
    public static DataSplit ByShare(RowSet rows, ReadOnlySpan<int> labels, double validation, double test, ulong seed)
    {
        if (!(validation >= 0 && validation < 1)) Throw.OutOfRange(nameof(validation), validation, "0 or more and below 1");
        if (!(test >= 0 && test + validation < 1)) Throw.OutOfRange(nameof(test), test, "0 or more, and with validation below 1");
        var (rest, tested) = Hold(rows, labels, test, seed);
        var (train, validated) = Hold(rest, labels, validation / (1 - test), seed);
        return new DataSplit(train, validated, tested);
    }

    /// <summary>The given rows are the test set, in the order given; all others, in their order, are trained on.</summary>
    /// <param name="count">Rows of the data set.</param>
    /// <param name="testRows">Row numbers, each once.</param>
    /// <exception cref="DataException">A row does not exist or is named twice, or none is left to train on.</exception>
    public static DataSplit ByRows(int count, ReadOnlySpan<int> testRows)
    {
        Throw.IfNotPositive(count);
        var isTest = new bool[count];
        foreach (var row in testRows)
        {
            if ((uint)row >= (uint)count)
                throw new DataException(
                    FormattableString.Invariant($"Test row {row} does not exist: the rows are numbered 0 to {count - 1}."));
            if (isTest[row]) throw new DataException(FormattableString.Invariant($"Test row {row} is named twice."));
            isTest[row] = true;
        }
        if (testRows.Length == count) throw new DataException($"All {count} rows are test rows, so none is left to train on.");
        var train = new int[count - testRows.Length];
        for (int row = 0, i = 0; row < count; row++) if (!isTest[row]) train[i++] = row;
        return new DataSplit(new RowSet(train), RowSet.Empty, new RowSet(testRows));
    }

    // Rows of each class to hold out: its share rounded down, and one more for the largest remainders until the total is right.
    private static int[] Quotas(RowSet rows, ReadOnlySpan<int> labels, double share)
    {
        var counts = new int[labels.IsEmpty ? 1 : DatasetCheck.LargestLabel(labels) + 1];
        for (var i = 0; i < rows.Count; i++) counts[labels.IsEmpty ? 0 : labels[rows[i]]]++;
        var (quota, remainders, classes) = (new int[counts.Length], new double[counts.Length], new int[counts.Length]);
        var missing = (int)Math.Round(rows.Count * share, MidpointRounding.AwayFromZero);
        missing = Math.Min(missing, rows.Count - 1);
        for (var c = 0; c < counts.Length; c++)
        {
            classes[c] = c;
            quota[c] = (int)(counts[c] * share);
            remainders[c] = quota[c] - counts[c] * share;
            missing -= quota[c];
        }
        Array.Sort(remainders, classes);
        for (var i = 0; i < missing; i++) quota[classes[i]]++;
        return quota;
    }
}
