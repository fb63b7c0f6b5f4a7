namespace Spans.Tuning;

/// <summary>
/// What picks the points of a study's trials. Suggestions depend on trial numbers, never on who finished first.
/// </summary>
public interface ISearch
{
    /// <summary>Its name: <c>random</c>.</summary>
    string Name { get; }

    /// <summary>
    /// How many trials are suggested from the same knowledge and may run side by side: a trial sees the results of whole
    /// generations before its own only. Whatever the threads, so that they change nothing.
    /// </summary>
    int Generation(int trials);

    /// <summary>Writes the point of trial <paramref name="trial"/> in the unit cube.</summary>
    /// <param name="trial">The trial's number, from 0.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="space">The search space.</param>
    /// <param name="earlier">All results of the generations before, by trial number.</param>
    /// <param name="point">One number in [0, 1) a dimension.</param>
    void Suggest(int trial, ulong seed, SearchSpace space, IReadOnlyList<TrialResult> earlier, Span<double> point);
}
