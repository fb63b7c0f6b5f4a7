using System.Text.Json;

namespace Spans.Losses;

/// <summary>
/// A differentiable measure of error. Implementations are immutable records: their properties are their configuration.
/// </summary>
/// <remarks>
/// Sample weights multiply each row's loss and do not enter the divisor, as PyTorch's <c>weight</c> of <c>BCELoss</c>. Class
/// weights of labels do: their losses are divided by the sum of the weights of the batch's labels, as PyTorch's <c>weight</c> of
/// <c>CrossEntropyLoss</c>. Class labels are accepted wherever values are: they stand for one-hot rows or, where the network has
/// one output, for the values 0 and 1.
/// </remarks>
public interface ILoss
{
    /// <summary>The name used in files and on the command line: <c>softmax-cross-entropy</c>.</summary>
    string Name { get; }

    /// <summary>
    /// What prediction applies to the network's last output: softmax for softmax cross-entropy, sigmoid for logits.
    /// </summary>
    Link Link { get; }

    /// <summary>
    /// The batch's loss, Σ over its rows times <see cref="LossPass.Scale"/>; writes d(loss)/d(prediction) to
    /// <see cref="LossPass.Gradient"/> unless that is empty. Bit-identical for every team.
    /// </summary>
    /// <exception cref="ArgumentException">Predictions and targets do not fit. Nothing has been written.</exception>
    double Evaluate(in LossPass pass);

    /// <summary>How many target values one row has where the network has <paramref name="units"/> outputs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No loss of this kind has that many outputs.</exception>
    int Targets(int units) => units;

    /// <summary>Writes the configuration as properties of the open JSON object; what the defaults say may be left out.</summary>
    void WriteOptions(Utf8JsonWriter writer)
    {
    }
}
