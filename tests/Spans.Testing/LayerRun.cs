using Spans.Chains;
using Spans.Memory;
using Spans.Random;
using Spans.Threading;

namespace Spans.Testing;

/// <summary>One layer with buffers of its own, run as a chain of one.</summary>
public sealed class LayerRun
{
    private readonly float[] _workspace;
    private readonly Team _team;
    private float[] _input = [];
    private int _batch;
    private bool _training;
    private int _firstRow;

    /// <summary>Parameters as initialised and then shaken, running values shaken too, everything else NaN.</summary>
    public LayerRun(ILayer layer, Shape input, int maxBatch, Team? team = null, int seed = 1)
    {
        _team = team ?? Team.Single;
        Plan = Planner.Plan(input, [layer], maxBatch, _team.Members, training: true, inputGradient: true);
        _workspace = new float[Plan.WorkspaceLength];
        _workspace.AsSpan().Fill(float.NaN);
        Parameters = new float[Plan.ParameterLength];
        Gradients = new float[Plan.ParameterLength];
        State = new float[Plan.StateLength];
        Initialize(Plan.Chain, seed);
        SpoilGradients();
    }

    /// <summary>The plan.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>The layer's own plan.</summary>
    public LayerPlan Layer => Plan.Chain.Layers[0];

    /// <summary>All parameters.</summary>
    public float[] Parameters { get; }

    /// <summary>All parameter gradients.</summary>
    public float[] Gradients { get; }

    /// <summary>All state.</summary>
    public float[] State { get; }

    /// <summary>Parameter <paramref name="index"/>.</summary>
    public Span<float> Parameter(int index) => Layer.Parameters[index].Of(Parameters.AsSpan());

    /// <summary>The gradient of parameter <paramref name="index"/>.</summary>
    public Span<float> Gradient(int index) => Layer.Parameters[index].Of(Gradients.AsSpan());

    /// <summary>Makes every parameter gradient NaN; the padding stays zero.</summary>
    public void SpoilGradients()
    {
        Spoil(Plan.Chain);
    }

    /// <summary>The forward pass; its result is copied.</summary>
    public float[] Forward(float[] x, int batch, bool training = true, int firstRow = 0)
    {
        Step(x, batch, training, firstRow);
        return Output.ToArray();
    }

    /// <summary>The forward pass without a copy.</summary>
    public void Step(float[] x, int batch, bool training = true, int firstRow = 0)
    {
        (_input, _batch, _training, _firstRow) = (x, batch, training, firstRow);
        var none = new NoObserver();
        Chain.Forward(Plan.Chain, Context(accumulate: false), x.AsSpan(0, batch * Plan.Chain.Input.Elements), ref none);
    }

    /// <summary>The backward pass of the last forward pass; its result is copied.</summary>
    public float[] Backward(float[] dy, bool accumulate = false, bool wantsInputGradient = true) =>
        BackwardStep(dy, accumulate, wantsInputGradient).ToArray();

    /// <summary>The backward pass without a copy.</summary>
    public Span<float> BackwardStep(float[] dy, bool accumulate = false, bool wantsInputGradient = true)
    {
        var none = new NoObserver();
        var gradient = _workspace.AsSpan(Plan.LossGradient.Offset, _batch * Plan.Chain.Output.Elements);
        dy.AsSpan(0, gradient.Length).CopyTo(gradient);
        return Chain.Backward(
            Plan.Chain, Context(accumulate), _input.AsSpan(0, _batch * Plan.Chain.Input.Elements), gradient, wantsInputGradient,
            ref none);
    }

    /// <summary>The forward pass on given memory, such as the input's own.</summary>
    public void ForwardInto(ReadOnlySpan<float> x, Span<float> y, int batch, bool training)
    {
        (_batch, _training, _firstRow) = (batch, training, 0);
        Layer.Layer.Forward(new ForwardPass(Context(accumulate: false), Layer, x, y));
    }

    /// <summary>The backward pass on given memory.</summary>
    public void BackwardInto(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> dy, Span<float> dx) =>
        Layer.Layer.Backward(new BackwardPass(Context(accumulate: false), Layer, x, y, dy, dx));

    private Span<float> Output => Layer.Spec.Alias
        ? _input.AsSpan(0, _batch * Plan.Chain.Output.Elements)
        : _workspace.AsSpan(Layer.Output.Offset, _batch * Plan.Chain.Output.Elements);

    private PassContext Context(bool accumulate) => new()
    {
        Parameters = Parameters,
        Gradients = Gradients,
        State = State,
        Workspace = _workspace,
        Team = _team,
        Batch = _batch,
        FirstRow = _firstRow,
        GlobalBatch = _firstRow + _batch,
        Training = _training,
        Accumulate = accumulate,
        Seed = 11,
        Step = 3,
    };

    private void Initialize(ChainPlan chain, int seed)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
            {
                var spec = layer.Spec.Parameters[i];
                var parameter = layer.Parameters[i].Of(Parameters.AsSpan());
                spec.Initializer.Fill(parameter, spec.Fan, new Rng((ulong)seed, (ulong)i, (uint)layer.Id));
                Shake(parameter, seed + 10 * i + 100 * layer.Id, signed: true);
            }
            for (var i = 0; i < layer.State.Length; i++)
            {
                var state = layer.State[i].Of(State.AsSpan());
                state.Fill(layer.Spec.State[i].Initial);
                Shake(state, seed + 1000 + i + 100 * layer.Id, signed: false);
            }
            foreach (var body in layer.Bodies) Initialize(body, seed);
        }
    }

    private void Spoil(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            foreach (var slice in layer.Parameters) slice.Of(Gradients.AsSpan()).Fill(float.NaN);
            foreach (var body in layer.Bodies) Spoil(body);
        }
    }

    private static void Shake(Span<float> values, int seed, bool signed)
    {
        var random = new System.Random(seed);
        foreach (ref var value in values) value += 0.4f * ((float)random.NextDouble() - (signed ? 0.5f : 0));
    }
}
