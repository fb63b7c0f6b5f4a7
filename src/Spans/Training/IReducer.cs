namespace Spans.Training;

/// <summary>
/// The seam for training in several places at once: adds up gradients across trainers that each hold a shard of the batch,
/// between backward and update. On one machine there is none.
/// </summary>
public interface IReducer
{
    /// <summary>Where this trainer's <paramref name="rows"/> lie in the global batch, and how many rows that has.</summary>
    (int FirstRow, int GlobalRows) Shard(int rows);

    /// <summary>Replaces <paramref name="gradients"/> by the sum over all trainers, the same bits on each.</summary>
    void Sum(Span<float> gradients);

    /// <summary>The sum of one number over all trainers: the loss.</summary>
    double Sum(double value);
}
