using Spans.Random;

namespace Spans.Tuning;

/// <summary>Independent random points (Bergstra and Bengio 2012).</summary>
public sealed class RandomSearch : ISearch
{
    private const uint Stream = 0x7E57_0001;

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public int Generation(int trials) => trials;

    /// <inheritdoc/>
    public void Suggest(int trial, ulong seed, SearchSpace space, IReadOnlyList<TrialResult> earlier, Span<double> point) =>
        Fill(trial, seed, point);

    internal static void Fill(int trial, ulong seed, Span<double> point)
    {
        var rng = new Rng(seed, (ulong)trial, Stream);
        for (var i = 0; i < point.Length; i++) point[i] = rng.Uniform((ulong)i);
    }
}
