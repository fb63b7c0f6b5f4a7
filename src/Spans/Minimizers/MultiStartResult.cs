using System.Numerics;

namespace Spans.Minimizers;

/// <summary>What many starts came to.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record MultiStartResult<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The best end among those that converged; among all, if none did.</summary>
    public required Solution<T> Best { get; init; }

    /// <summary>The distinct minima, best first.</summary>
    public required IReadOnlyList<FoundMinimum<T>> Minima { get; init; }

    /// <summary>The starts whose runs did not converge.</summary>
    public required int Unfinished { get; init; }

    /// <summary>Evaluations of f by all runs.</summary>
    public required long ValueEvaluations { get; init; }

    internal static MultiStartResult<T> Of(Solution<T>[] solutions, Sense sense, double distinct)
    {
        var order = new int[solutions.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (i, k) => Compare(solutions, sense, i, k));
        var minima = new List<FoundMinimum<T>>();
        var (unfinished, evaluations) = (0, 0L);
        foreach (var i in order)
        {
            var solution = solutions[i];
            evaluations += solution.Report.ValueEvaluations;
            if (!solution.Report.Converged) unfinished++;
            else if (minima.FindIndex(m => Near(m.Solution.X, solution.X, distinct)) is >= 0 and var known)
                minima[known] = minima[known] with { Starts = minima[known].Starts + 1 };
            else minima.Add(new FoundMinimum<T>(solution, 1));
        }
        return new MultiStartResult<T>
        {
            Best = solutions[order[0]],
            Minima = minima,
            Unfinished = unfinished,
            ValueEvaluations = evaluations,
        };
    }

    // Converged before others, better before worse, then in the order of the starts.
    private static int Compare(Solution<T>[] solutions, Sense sense, int i, int k)
    {
        var (a, b) = (solutions[i].Report, solutions[k].Report);
        if (a.Converged != b.Converged) return a.Converged ? -1 : 1;
        if (a.Value == b.Value || (double.IsNaN(a.Value) && double.IsNaN(b.Value))) return i.CompareTo(k);
        if (double.IsNaN(a.Value)) return 1;
        return double.IsNaN(b.Value) || a.Value < b.Value == (sense == Sense.Minimize) ? -1 : 1;
    }

    private static bool Near(T[] a, T[] b, double distinct)
    {
        var difference = new T[a.Length];
        Vectors.Subtract<T>(a, b, difference);
        return Vectors.Norm<T>(difference) <= distinct * Math.Max(1, Vectors.Norm<T>(a));
    }
}

/// <summary>A minimum that some starts led to.</summary>
/// <param name="Solution">The best of their ends.</param>
/// <param name="Starts">How many led to it.</param>
/// <typeparam name="T">float or double.</typeparam>
public sealed record FoundMinimum<T>(Solution<T> Solution, int Starts);
