using Spans.Memory;

namespace Spans.Chains;

/// <summary>Where one layer's tensors lie in the flat buffers.</summary>
public sealed record LayerPlan
{
    /// <summary>The layer.</summary>
    public required ILayer Layer { get; init => (field, Forward, Backward) = (value, value.Forward, value.Backward); }

    /// <summary>Its number in the network, bodies counted depth first: the stream of its noise.</summary>
    public required int Id { get; init; }

    /// <summary>Its name in files and messages: <c>0</c>, <c>2.body.1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The shape it is given.</summary>
    public required Shape Input { get; init; }

    /// <summary>What it described for that shape.</summary>
    public required LayerSpec Spec { get; init; }

    /// <summary>
    /// The layer of its chain whose output it reads; −1 for what the chain is given. Aliases are looked through.
    /// </summary>
    public int Source { get; init; } = -1;

    /// <summary>Its parameters' ranges in the parameter and gradient buffers.</summary>
    public required Slice[] Parameters { get; init; }

    /// <summary>Its state's ranges in the state buffer.</summary>
    public required Slice[] State { get; init; }

    /// <summary>Its output's range in the workspace, at the largest batch; empty where it is what the chain was given.</summary>
    public Slice Output { get; init; }

    /// <summary>The range of its input gradient, at the largest batch; empty where nobody needs it.</summary>
    public Slice InputGradient { get; init; }

    /// <summary>The range of what it saves, at the largest batch; empty for prediction.</summary>
    public Slice Saved { get; init; }

    /// <summary>Its scratch, at the largest batch.</summary>
    public Slice Scratch { get; init; }

    /// <summary>Whether its output is its input's memory.</summary>
    public bool RunsInPlace { get; init; }

    /// <summary>The chains inside it.</summary>
    public ChainPlan[] Bodies { get; init; } = [];

    // Bound when planned: a call through the interface looks its way up anew in a process's first two steps, 40 µs in the second.
    internal ForwardCall Forward { get; private init; } = null!;

    internal BackwardCall Backward { get; private init; } = null!;
}

/// <summary><see cref="ILayer.Forward"/> of one layer.</summary>
internal delegate void ForwardCall(in ForwardPass pass);

/// <summary><see cref="ILayer.Backward"/> of one layer.</summary>
internal delegate void BackwardCall(in BackwardPass pass);

/// <summary>The layers of one chain and what it was planned for.</summary>
/// <param name="Input">The shape of one sample.</param>
/// <param name="Layers">First to last.</param>
/// <param name="MaxBatch">The largest batch.</param>
/// <param name="Members">The largest team.</param>
public sealed record ChainPlan(Shape Input, LayerPlan[] Layers, int MaxBatch, int Members)
{
    /// <summary>The shape the chain gives.</summary>
    public Shape Output => Layers.Length == 0 ? Input : Layers[^1].Spec.Output;

    /// <summary>The fewest rows of a training batch: 2 where a layer takes a variance over rows.</summary>
    public int MinimumBatch { get; } = Fewest(Layers);

    private static int Fewest(LayerPlan[] layers)
    {
        var fewest = 1;
        foreach (var layer in layers)
        {
            fewest = Math.Max(fewest, layer.Spec.MinimumBatch);
            foreach (var body in layer.Bodies) fewest = Math.Max(fewest, body.MinimumBatch);
        }
        return fewest;
    }
}
