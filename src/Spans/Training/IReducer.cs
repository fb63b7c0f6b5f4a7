namespace Spans.Training;

/// <summary>
/// Adds up gradients across trainers that each hold a shard of the batch, between backward and update. On one machine there is none.
/// </summary>
public interface IReducer
{
    /// <summary>Replaces <paramref name="gradients"/> by the sum over all trainers, the same bits on each.</summary>
    void Sum(Span<float> gradients);
}
