using Spans.Data;
using Spans.Losses;

namespace Spans.Cli.Running;

/// <summary>The losses the command line offers, by task.</summary>
internal static class LossChoice
{
    private static readonly ILoss[] s_regression =
        [new MeanSquaredError(), new MeanAbsoluteError(), new Huber(), new SumOfSquares()];
    // Squared errors of one-hot targets are what Levenberg–Marquardt can minimise.
    private static readonly ILoss[] s_classification = [new SoftmaxCrossEntropy(), new MeanSquaredError(), new SumOfSquares()];

    internal static string[] Names { get; } = [.. s_classification.Concat(s_regression).Select(static l => l.Name).Distinct()];

    /// <exception cref="UsageException">The loss does not suit the task.</exception>
    internal static ILoss Of(string? name, LearningTask task)
    {
        var choices = task == LearningTask.Classification ? s_classification : s_regression;
        if (name is null) return choices[0];
        foreach (var loss in choices)
            if (loss.Name == name) return loss;
        throw new UsageException(
            $"--loss {name} is not for {(task == LearningTask.Classification ? "classification" : "regression")}; "
            + $"choose one of {string.Join(", ", choices.Select(static l => l.Name))}.");
    }
}
