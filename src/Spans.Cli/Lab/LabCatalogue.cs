using Spans.Cli.Lab.Experiments;

namespace Spans.Cli.Lab;

/// <summary>Every experiment, in the order of the textbook.</summary>
internal static class LabCatalogue
{
    /// <summary>One of each.</summary>
    internal static IReadOnlyList<IExperiment> All { get; } =
    [
        new AccuracyAsLoss(),
        new OptimizerPaths(),
        new MnistOptimizers(),
        new OrdersOfMethods(),
        new LearningRates(),
        new BackpropApples(),
        new NumericalGradient(),
        new VanishingGradients(),
        new Likelihood(),
        new InitialValues(),
        new BatchNormScales(),
        new Overfitting(),
        new Hyperparameters(),
        new HousePrices(),
    ];
}
