using System.Globalization;
using Spans.Cli.Running;
using Spans.Training;

namespace Spans.Cli.Presentation;

/// <summary>Numbers in words, the same in every culture.</summary>
internal static class Words
{
    internal static string Of(EpochReport report, int epochs)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"epoch {report.Epoch,3}/{epochs}  loss {report.TrainLoss:F4}");
        if (report.TrainAccuracy is { } accuracy)
            text += string.Create(CultureInfo.InvariantCulture, $"  accuracy {accuracy:F4}");
        if (report.Validation is { } validation) text += $"  validation {Of(validation)}";
        return text + string.Create(CultureInfo.InvariantCulture, $"  {report.SamplesPerSecond:N0} samples/s");
    }

    internal static string Of(Evaluation scores)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"loss {scores.Loss:F4}");
        if (scores.Accuracy is { } accuracy)
            return text + string.Create(CultureInfo.InvariantCulture, $" accuracy {accuracy:F4}");
        return text + string.Create(CultureInfo.InvariantCulture,
            $" rmse {scores.RootMeanSquaredError:G6} mae {scores.MeanAbsoluteError:G6} r2 {scores.RSquared:F4}");
    }

    internal static IEnumerable<string> Of(RunSummary summary)
    {
        var result = summary.Result;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"stopped: {result.Explanation}; {result.Steps} steps in {result.Seconds:F2} s, {result.SamplesPerSecond:N0} samples/s on {summary.Threads} threads");
        if (result.AllocatedBytesPerStep is { } bytes)
            yield return string.Create(
                CultureInfo.InvariantCulture, $"allocated {bytes:0.###} bytes per step, {result.Collections} collections");
        if (summary.Violation is { } violation)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"monotone on every row: the largest step the wrong way is {violation:G3} standard deviations");
        foreach (var limit in summary.Limits ?? [])
        {
            var verdict = limit.Train <= limit.Limit ? "kept" : "NOT kept";
            var tested = limit.Test is { } other ? string.Create(CultureInfo.InvariantCulture, $"; test {other:G4}, not limited")
                : "";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{limit.What}: training rows {limit.Train:G4}, limit {limit.Limit:G4} {verdict}{tested}");
        }
        if (summary.Test is { } test) yield return $"test {Of(test)}";
        yield return summary.Saved is { } path ? $"saved {Failure.OneLine(path)}"
            : "not saved; give --output FILE to keep the model";
    }
}
