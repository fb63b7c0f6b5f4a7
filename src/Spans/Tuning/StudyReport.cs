using System.Globalization;
using System.Text;

namespace Spans.Tuning;

/// <summary>What a study found.</summary>
/// <param name="Space">What was varied.</param>
/// <param name="Results">Every result, by trial and rung.</param>
public sealed record StudyReport(SearchSpace Space, IReadOnlyList<TrialResult> Results)
{
    /// <summary>The trials that are done, the best first.</summary>
    public IReadOnlyList<TrialResult> Ranked { get; } = Ranking.Best(Results, int.MaxValue);

    /// <summary>The best trial; null if none is done.</summary>
    public TrialResult? Best => Ranked.Count == 0 ? null : Ranked[0];

    /// <summary>Training steps of all trials.</summary>
    public long Steps
    {
        get
        {
            var steps = 0L;
            foreach (var result in Results) steps += result.Steps;
            return steps;
        }
    }

    /// <summary>
    /// How much each hyperparameter matters by itself, the largest first: the share of the scores' variance that lies between its
    /// values (numbers in four equal parts), less what chance alone would give (ε²; Kelley 1935). From 0 to 1. First rungs only:
    /// there every trial has the same budget, and none was chosen for its score; later rungs hold the best alone, whose settings
    /// are alike. With a first budget so short that it says little, neither does this.
    /// </summary>
    public IReadOnlyList<(string Name, double Share)> Importance { get; } = Importances.Of(Space, Results);

    /// <summary>The ranked trials and the importances, as tables.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"rank",4} {"trial",5} {"rung",4} {"score",8} {"steps",8}  settings\n");
        for (var i = 0; i < Ranked.Count; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"{i + 1,4} {Ranked[i].Trial,5} {Ranked[i].Rung,4} {Ranked[i].Score,8:F4} {Ranked[i].Steps,8}  {Ranked[i].Settings}\n");
        foreach (var result in Results)
            if (result.Status != TrialStatus.Done) text.Append(
                CultureInfo.InvariantCulture,
                $"   – {result.Trial,5} {result.Status.ToString().ToLowerInvariant()}: {result.Reason}\n");
        foreach (var (name, share) in Importance)
            text.Append(CultureInfo.InvariantCulture, $"{name,-20} explains {share:P0} of the variance\n");
        return text.ToString();
    }
}
