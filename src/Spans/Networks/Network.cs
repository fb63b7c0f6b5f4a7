using Spans.Chains;
using Spans.Memory;
using Spans.Random;
using Spans.Threading;

namespace Spans.Networks;

/// <summary>
/// Layers in a chain with their parameters and state in two flat buffers. The structure is fixed when it is made. Trained by a
/// <c>Trainer</c>, frozen for prediction by a <see cref="Predictor"/>.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly Slab _parameters;
    private readonly Slab _state;

    /// <summary>A network with parameters freshly drawn from <paramref name="seed"/>.</summary>
    /// <param name="input">The shape of one sample: <c>[784]</c>, <c>[1, 28, 28]</c>.</param>
    /// <param name="layers">First to last.</param>
    /// <param name="seed">The seed of the initial parameters, and of nothing else.</param>
    /// <exception cref="ShapeException">A layer cannot take what the one before it gives.</exception>
    public Network(Shape input, IReadOnlyList<ILayer> layers, ulong seed = 0)
    {
        Plan = Planner.Plan(input, layers, maxBatch: 1, members: 1, training: false);
        Layers = [.. layers];
        _parameters = Slab.Rent(Plan.ParameterLength);
        _state = Slab.Rent(Plan.StateLength);
        Initialize(seed);
    }

    /// <summary>The shape of one sample.</summary>
    public Shape Input => Plan.Chain.Input;

    /// <summary>The shape of one prediction.</summary>
    public Shape Output => Plan.Chain.Output;

    /// <summary>First to last.</summary>
    public IReadOnlyList<ILayer> Layers { get; }

    /// <summary>Where each tensor lies; its workspace is that of a prediction of one row.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>The trained numbers, padding left out.</summary>
    public long ParameterCount => Plan.ParameterCount;

    /// <summary>The flat parameters: tensors that decay first, each on a 64-byte boundary, padding zero.</summary>
    public Span<float> Parameters => _parameters.Span;

    /// <summary>The flat layer state: running means and the like.</summary>
    public Span<float> State => _state.Span;

    /// <summary>What the numbers that go in and come out mean; saved with the model.</summary>
    public ModelCard Card { get; set; } = new();

    /// <summary>Draws all parameters anew and resets the state.</summary>
    public void Initialize(ulong seed)
    {
        Parameters.Clear();
        Initialize(Plan.Chain, seed);
    }

    /// <summary>
    /// Runs the network over a batch as evaluation does, on one thread, and copies its raw output. Allocates a workspace.
    /// </summary>
    /// <param name="input">[batch, input].</param>
    /// <param name="output">[batch, output].</param>
    /// <param name="batch">Rows.</param>
    /// <exception cref="ArgumentException">A span does not hold what the batch needs.</exception>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch)
    {
        Throw.IfNotPositive(batch);
        Throw.IfNotLength(input.Length, (long)batch * Input.Elements);
        Throw.IfNotLength(output.Length, (long)batch * Output.Elements);
        var plan = Planner.Plan(Input, Layers, batch, members: 1, training: false);
        using var workspace = Slab.Rent(plan.WorkspaceLength);
        var context = new PassContext
        {
            Parameters = Parameters,
            State = State,
            Workspace = workspace.Span,
            Team = Team.Single,
            Batch = batch,
            GlobalBatch = batch,
        };
        var none = new NoObserver();
        Chain.Forward(plan.Chain, context, input, ref none).CopyTo(output);
    }

    /// <summary>
    /// Writes parameters, state, architecture and card to a safetensors file; a crash leaves the old file or the new one.
    /// </summary>
    /// <exception cref="NotSupportedException">A layer or activation is not of a kind in the catalogue.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public void Save(string path) => ModelFile.Save(this, path);

    /// <summary>Reads what <see cref="Save"/> wrote, bit for bit.</summary>
    /// <exception cref="ModelFileException">The file is damaged, foreign or newer; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Network Load(string path) => ModelFile.Load(path);

    /// <summary>
    /// Fills parameters and state from a safetensors file of any origin, with or without a checksum: each tensor float32, named
    /// by its path (<c>0.weight</c>) and of this network's shape, none missing and none besides. A file that does not fit changes
    /// nothing.
    /// </summary>
    /// <exception cref="ModelFileException">The file is damaged or does not fit; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void LoadTensors(string path) => ModelFile.LoadTensors(this, path);

    /// <summary>Gives the buffers back; use after that throws.</summary>
    public void Dispose()
    {
        _parameters.Dispose();
        _state.Dispose();
    }

    private void Initialize(ChainPlan chain, ulong seed)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
            {
                var spec = layer.Spec.Parameters[i];
                // The stream is the tensor's place in the tree, so adding a layer behind leaves those before it as they were.
                spec.Initializer.Fill(layer.Parameters[i].Of(Parameters), spec.Fan, new Rng(seed, (ulong)i, (uint)layer.Id));
            }
            for (var i = 0; i < layer.State.Length; i++)
                layer.State[i].Of(State).Fill(layer.Spec.State[i].Initial);
            foreach (var body in layer.Bodies) Initialize(body, seed);
        }
    }
}
