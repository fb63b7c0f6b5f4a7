using Spans.Data;

namespace Spans.Tuning;

/// <summary>
/// Scores over the number of training rows: two curves that have met ask for a larger network, two far apart for more rows.
/// </summary>
public static class LearningCurve
{
    /// <summary>Trains on growing parts of the rows, each part holding the one before.</summary>
    /// <param name="train">The rows.</param>
    /// <param name="sizes">Rows of each part, growing, at most as many as there are.</param>
    /// <param name="seed">The seed of the order in which rows are added; stratified where there are labels.</param>
    /// <param name="score">Trains on the part and gives its score on the part itself and on validation rows.</param>
    /// <exception cref="ArgumentException">The sizes do not grow from 1 to the rows at most.</exception>
    public static IReadOnlyList<LearningCurvePoint> Run(
        DataView train, IReadOnlyList<int> sizes, ulong seed, Func<DataView, (double Train, double Validation)> score)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(score);
        for (var i = 0; i < sizes.Count; i++)
            if (sizes[i] <= (i == 0 ? 0 : sizes[i - 1]) || sizes[i] > train.Count)
                Throw.OutOfRange(
                    $"{nameof(sizes)}[{i}]", sizes[i], $"larger than the one before and at most the {train.Count} rows");
        var points = new List<LearningCurvePoint>();
        // What is held out of ever smaller rests is what was held out before: parts are nested from the largest down.
        var parts = new DataView[sizes.Count];
        var rows = train.Rows;
        for (var i = sizes.Count - 1; i >= 0; i--)
        {
            rows = sizes[i] == rows.Count ? rows
                : Split.Hold(rows, train.Data.Labels, 1 - (double)sizes[i] / rows.Count, seed).Kept;
            parts[i] = train.Data.View(rows);
        }
        foreach (var part in parts)
        {
            var (fitted, validated) = score(part);
            points.Add(new LearningCurvePoint(part.Count, fitted, validated));
        }
        return points;
    }
}

/// <summary>One point of a learning curve.</summary>
/// <param name="Rows">Rows trained on.</param>
/// <param name="Train">The score on them.</param>
/// <param name="Validation">The score on validation rows.</param>
public readonly record struct LearningCurvePoint(int Rows, double Train, double Validation);
