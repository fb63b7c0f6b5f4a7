using Spans.Initializers;
using Spans.Memory;

namespace Spans.Chains;

/// <summary>What a layer needs and promises, as plain data for the planner.</summary>
public sealed record LayerSpec
{
    /// <summary>The output's shape.</summary>
    public required Shape Output { get; init; }

    /// <summary>The trained tensors, in the order of <see cref="ForwardPass.Parameter"/>.</summary>
    public ParameterSpec[] Parameters { get; init; } = [];

    /// <summary>Tensors kept between batches and saved with the model but not trained, such as running means.</summary>
    public StateSpec[] State { get; init; } = [];

    /// <summary>What the forward pass keeps for the backward pass.</summary>
    public Extent Saved { get; init; }

    /// <summary>Memory free to use within one call of Forward or Backward.</summary>
    public Extent Scratch { get; init; }

    /// <summary>What the backward pass reads besides <see cref="Saved"/>.</summary>
    public Reads Backward { get; init; } = Reads.Input;

    /// <summary>Whether the output may take the input's memory.</summary>
    public bool InPlace { get; init; }

    /// <summary>
    /// Whether the output is the input's numbers under another shape: the chain passes the memory on and calls neither pass.
    /// </summary>
    public bool Alias { get; init; }

    /// <summary>What prediction does with the layer.</summary>
    public InferenceRole Inference { get; init; }

    /// <summary>The fewest rows of a training batch: 2 where one row has no variance.</summary>
    public int MinimumBatch { get; init; } = 1;

    /// <summary>The chains inside the layer, run with <see cref="ForwardPass.Run"/>.</summary>
    public BodySpec[] Bodies { get; init; } = [];
}

/// <summary>One trained tensor.</summary>
/// <param name="Name">Its name within the layer: <c>weight</c>, <c>bias</c>.</param>
/// <param name="Fan">Its shape and what its initializer scales by.</param>
/// <param name="Initializer">What fills it.</param>
/// <param name="Decays">Whether weight decay applies by default: weights yes, biases and norms no.</param>
public sealed record ParameterSpec(string Name, Fan Fan, IInitializer Initializer, bool Decays)
{
    /// <summary>The tensor's shape.</summary>
    public Shape Shape => Fan.Shape;
}

/// <summary>One tensor of layer state.</summary>
/// <param name="Name">Its name within the layer: <c>running_mean</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Initial">The value of every element before training.</param>
public sealed record StateSpec(string Name, Shape Shape, float Initial);

/// <summary>A chain inside a layer.</summary>
/// <param name="Input">The shape it is given.</param>
/// <param name="Layers">Its layers, first to last; none means the identity.</param>
public sealed record BodySpec(Shape Input, IReadOnlyList<ILayer> Layers);

/// <summary>An amount of memory, in floats.</summary>
/// <param name="PerSample">For each sample of the batch.</param>
/// <param name="Fixed">Whatever the batch.</param>
/// <param name="PerPart">For each part a kernel may be cut into.</param>
public readonly record struct Extent(int PerSample = 0, int Fixed = 0, int PerPart = 0)
{
    /// <summary>The floats for a batch on a team of <paramref name="members"/>.</summary>
    public long For(int batch, int members) => (long)PerSample * batch + Fixed + (long)PerPart * members;
}

/// <summary>Which of a layer's own tensors its backward pass reads.</summary>
[Flags]
public enum Reads
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>The input.</summary>
    Input = 1,

    /// <summary>The output.</summary>
    Output = 2,
}

/// <summary>What prediction does with a layer.</summary>
public enum InferenceRole
{
    /// <summary>Runs its forward pass.</summary>
    Run,

    /// <summary>Leaves it out, as inverted dropout.</summary>
    Skip,

    /// <summary>
    /// Multiplies its scale and shift into the linear layer before it where there is one (<see cref="IFoldable"/>).
    /// </summary>
    Fold,
}
