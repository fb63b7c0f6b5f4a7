using Spans.Cli.Lab.Exhibits;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>One method's training.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Loss">Of all training rows at the end.</param>
/// <param name="Iterations">Or epochs.</param>
/// <param name="Evaluations">Passes over a batch, or over all rows.</param>
/// <param name="Milliseconds">Of training alone.</param>
/// <param name="Bytes">Of all buffers.</param>
/// <param name="Rival">Whose loss it was to reach; null for Adam.</param>
/// <param name="ByTime">Loss over milliseconds.</param>
/// <param name="ByIteration">Loss over iterations.</param>
internal sealed record RaceResult(
    string Method, double Loss, int Iterations, long Evaluations, double Milliseconds, long Bytes, RaceResult? Rival,
    Series ByTime, Series ByIteration)
{
    internal bool Reached => Rival is null || Loss <= Rival.Loss;

    internal static RaceResult Of(
        string name, TrainingResult result, double loss, long evaluations, long bytes, RaceResult? rival)
    {
        var (times, iterations, losses) = (new List<double>(), new List<double>(), new List<double>());
        var ms = 0.0;
        foreach (var epoch in result.History)
        {
            ms += epoch.Seconds * 1000;
            times.Add(ms);
            iterations.Add(epoch.Epoch);
            losses.Add(epoch.TrainLoss);
        }
        return new RaceResult(name, loss, result.History.Count, evaluations, result.Seconds * 1000, bytes, rival,
            new Series(name, times, losses), new Series(name, iterations, losses));
    }

    internal IReadOnlyList<string> Cells(RaceResult adam) =>
    [
        Method, Text(Loss, "G4"), $"{Iterations}", $"{Evaluations}", Text(Milliseconds, "F1"),
        Text(Milliseconds / (Rival ?? adam).Milliseconds, "F3"), $"{Bytes}", Reached ? "yes" : "no",
    ];
}
