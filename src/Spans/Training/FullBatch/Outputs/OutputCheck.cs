namespace Spans.Training;

/// <summary>
/// What a network comes to where its outputs were limited: measured on the rows themselves, never by a surrogate.
/// </summary>
/// <param name="What">The limit in words.</param>
/// <param name="Limit">The number it must not pass; for a range, 0.</param>
/// <param name="Measured">The exact rate; for a range, the most by which any output is outside.</param>
/// <param name="Rows">The rows it was measured on.</param>
public readonly record struct OutputCheck(string What, double Limit, double Measured, int Rows)
{
    /// <summary>Whether the limit is kept.</summary>
    public bool Holds => Measured <= Limit;
}
