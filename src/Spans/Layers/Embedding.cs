using Spans.Chains;
using Spans.Initializers;
using Spans.Kernels;
using Spans.Memory;

namespace Spans.Layers;

/// <summary>
/// A learned vector for each of a vocabulary's entries: [length] of whole numbers → [length, width]. The numbers have no
/// gradient. PyTorch's <c>nn.Embedding</c>, normal(0, 1) at first.
/// </summary>
/// <param name="vocabulary">Entries, one or more.</param>
/// <param name="width">Floats of a vector, one or more.</param>
/// <param name="weight">What fills the table; by default a normal distribution of mean 0 and deviation 1.</param>
public sealed class Embedding(int vocabulary, int width, IInitializer? weight = null) : ILayer
{
    /// <summary>Embeddings in the catalogue.</summary>
    public static LayerEntry Entry { get; } = LayerEntry.Of<Embedding>(
        "embedding",
        static (json, layer) =>
        {
            json.WriteNumber("vocabulary", layer.Vocabulary);
            json.WriteNumber("width", layer.Width);
            json.WritePropertyName("weight");
            InitializerCatalogue.Write(json, layer.Weight);
        },
        static element =>
        {
            var fields = new JsonFields(element, "An embedding", "type", "vocabulary", "width", "weight");
            return new Embedding(
                fields.Integer("vocabulary", 1, int.MaxValue), fields.Integer("width", 1, int.MaxValue),
                fields.Has("weight") ? InitializerCatalogue.Read(fields.Element("weight")) : null);
        },
        new LayerExample(new Embedding(7, 5), 4));

    /// <summary>Entries.</summary>
    public int Vocabulary { get; } = vocabulary > 0 ? vocabulary : throw new ArgumentOutOfRangeException(
        nameof(vocabulary), vocabulary, $"vocabulary is {vocabulary} but must be one or more.");

    /// <summary>Floats of a vector.</summary>
    public int Width { get; } = width > 0 ? width : throw new ArgumentOutOfRangeException(
        nameof(width), width, $"width is {width} but must be one or more.");

    /// <summary>What fills the table.</summary>
    public IInitializer Weight { get; } = weight ?? new Normal { StandardDeviation = 1 };

    /// <inheritdoc/>
    public LayerSpec Describe(Shape input) => input.Rank != 1
        ? throw new ShapeException("needs an input of shape [length]")
        : new()
        {
            Output = [input[0], Width],
            Parameters = [new("weight", new Fan([Vocabulary, Width], Vocabulary, Width), Weight, Decays: true)],
        };

    // y[i] = W[x[i]]
    /// <inheritdoc/>
    public void Forward(in ForwardPass pass) => EmbeddingRows.Lookup(pass.Input, pass.Parameter(0), pass.Output, Vocabulary);

    // dW[x[i]] += dy[i]
    /// <inheritdoc/>
    public void Backward(in BackwardPass pass)
    {
        EmbeddingRows.AddGradients(pass.Input, pass.OutputGradient, pass.ParameterGradient(0), Vocabulary, pass.Accumulate);
        pass.InputGradient.Clear();
    }
}
