namespace Spans.Losses;

/// <summary>
/// The losses that maximum likelihood gives: −log of the probability that the network's distribution gives the targets, up to
/// constants that no parameter moves. Each is a classical loss under the name of its assumption. Source: Bishop 2006, §5.2.
/// </summary>
public static class NegativeLogLikelihood
{
    /// <summary>Targets are the outputs plus Gaussian noise of variance 1: ½ Σ (y − t)², the sum of squares.</summary>
    public static ILoss Gaussian { get; } = new SumOfSquares();

    /// <summary>Targets are the outputs plus Gaussian noise of a variance that the network gives too.</summary>
    public static ILoss GaussianWithVariance { get; } = new GaussianNegativeLogLikelihood();

    /// <summary>Targets are coins that fall on 1 with probability σ(output): binary cross-entropy.</summary>
    public static ILoss Bernoulli { get; } = new BinaryCrossEntropyWithLogits();

    /// <summary>The label is drawn with probabilities softmax(outputs): cross-entropy.</summary>
    public static ILoss Categorical { get; } = new SoftmaxCrossEntropy();
}
