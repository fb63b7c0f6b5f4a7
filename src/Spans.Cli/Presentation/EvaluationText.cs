using System.Globalization;
using Spans.Training;

namespace Spans.Cli.Presentation;

/// <summary>Scores in lines, with the confusion matrix of a few classes.</summary>
internal static class EvaluationText
{
    private const int MaxShownClasses = 20;

    internal static void Write(TextWriter output, Evaluation scores, IReadOnlyList<string> classes)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scores.Rows} rows: {Words.Of(scores)}"));
        if (scores.LogLoss is { } logLoss)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"log-loss {logLoss:F4}"));
        if (scores.Confusion is not { } confusion || confusion.Classes > MaxShownClasses) return;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"macro F1 {confusion.MacroF1:F4}"));
        output.WriteLine("rows: true class; columns: predicted class");
        for (var actual = 0; actual < confusion.Classes; actual++)
        {
            var name = actual < classes.Count ? classes[actual] : actual.ToString(CultureInfo.InvariantCulture);
            var line = Failure.OneLine(name).PadRight(16);
            for (var predicted = 0; predicted < confusion.Classes; predicted++)
                line += string.Create(CultureInfo.InvariantCulture, $" {confusion[actual, predicted],6}");
            output.WriteLine(line);
        }
    }
}
