using System.Globalization;

namespace Spans.Training;

/// <summary>Rows of an epoch in its order: the large batch that is minimised.</summary>
internal readonly record struct RowWindow(int Epoch, int First, int Count)
{
    internal int End => First + Count;

    /// <summary>
    /// Batch number <paramref name="number"/> of training on <paramref name="size"/> rows at a time: every epoch has its own
    /// order.
    /// </summary>
    internal static RowWindow Of(long number, int size, int rows)
    {
        var batches = rows / size;
        return new RowWindow((int)(number / batches), (int)(number % batches) * size, size);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"rows {First} to {End - 1} of epoch {Epoch}");
}
