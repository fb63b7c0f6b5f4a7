namespace Spans.Training;

/// <summary>How well a network does on a set of rows. What does not apply to the task is null.</summary>
public sealed record Evaluation
{
    /// <summary>Rows evaluated.</summary>
    public required long Rows { get; init; }

    /// <summary>The mean loss of the rows.</summary>
    public required double Loss { get; init; }

    /// <summary>The share of rows whose class is right; null for regression.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The share of rows whose class is among the k likeliest; null unless asked for.</summary>
    public double? TopKAccuracy { get; init; }

    /// <summary>The mean of −log of the right class's probability; null where outputs are no probabilities.</summary>
    public double? LogLoss { get; init; }

    /// <summary>The area under the receiver operating characteristic; null unless asked for.</summary>
    public double? RocAuc { get; init; }

    /// <summary>Which class was taken for which, with precision, recall and F1; null for regression.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The root mean squared error in the target's own units; null for classification.</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>The mean absolute error in the target's own units; null for classification.</summary>
    public double? MeanAbsoluteError { get; init; }

    /// <summary>The coefficient of determination; null for classification.</summary>
    public double? RSquared { get; init; }
}
