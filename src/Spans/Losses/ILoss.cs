namespace Spans.Losses;

/// <summary>A differentiable measure of error. Implementations are immutable records: their properties are their configuration.</summary>
public interface ILoss
{
    /// <summary>The name used in files and on the command line: <c>softmax-cross-entropy</c>.</summary>
    string Name { get; }

    /// <summary>What prediction applies to the network's last output: softmax for softmax cross-entropy, sigmoid for logits.</summary>
    Link Link { get; }

    /// <summary>
    /// The batch's loss, Σ over its rows times <see cref="LossPass.Scale"/>; writes d(loss)/d(prediction) to
    /// <see cref="LossPass.Gradient"/> unless that is empty.
    /// </summary>
    /// <exception cref="ArgumentException">Predictions and targets do not fit.</exception>
    double Evaluate(in LossPass pass);
}

/// <summary>The function that turns a network's raw output into what the user wants to read.</summary>
public enum Link
{
    /// <summary>None.</summary>
    Identity,

    /// <summary>1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>exp(xᵢ) / Σ exp(xⱼ).</summary>
    Softmax,
}
