using System.Runtime.CompilerServices;
using Spans.Random;
using Spans.Threading;

namespace Spans.Chains;

/// <summary>What a layer sees going forward: spans cut from the planned buffers.</summary>
public readonly ref struct ForwardPass
{
    private readonly PassContext _context;
    private readonly BodyObserver _observer;

    /// <summary>A pass through one layer.</summary>
    public ForwardPass(scoped in PassContext context, LayerPlan plan, ReadOnlySpan<float> input, Span<float> output)
        : this(context, plan, input, output, default)
    {
    }

    internal ForwardPass(
        scoped in PassContext context, LayerPlan plan, ReadOnlySpan<float> input, Span<float> output, BodyObserver observer)
    {
        _context = context;
        _observer = observer;
        Plan = plan;
        Input = input;
        Output = output;
    }

    /// <summary>The layer's plan.</summary>
    public LayerPlan Plan { get; }

    /// <summary>[batch, input].</summary>
    public ReadOnlySpan<float> Input { get; }

    /// <summary>[batch, output]; the input's memory if <see cref="LayerPlan.RunsInPlace"/>.</summary>
    public Span<float> Output { get; }

    /// <summary>Rows of this pass.</summary>
    public int Batch => _context.Batch;

    /// <summary>The first row's number in the global batch.</summary>
    public int FirstRow => _context.FirstRow;

    /// <summary>Rows of the global batch.</summary>
    public int GlobalBatch => _context.GlobalBatch;

    /// <summary>Whether to behave as in training.</summary>
    public bool Training => _context.Training;

    /// <summary>The threads that share kernels.</summary>
    public Team Team => _context.Team;

    /// <summary>This layer's noise in this step: the same for a row whatever shard it is in.</summary>
    public Rng Noise => new(_context.Seed, (ulong)_context.Step, (uint)Plan.Id);

    /// <summary>What the layer keeps for going back; empty when the pass is not for training.</summary>
    public Span<float> Saved => Plan.Saved.Length == 0
        ? default
        : _context.Workspace.Slice(Plan.Saved.Offset, (int)Plan.Spec.Saved.For(Batch, Team.Members));

    /// <summary>Memory of undefined content, free until the call returns.</summary>
    public Span<float> Scratch => Plan.Scratch.Of(_context.Workspace);

    /// <summary>Parameter tensor <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<float> Parameter(int index) => Plan.Parameters[index].Of(_context.Parameters);

    /// <summary>State tensor <paramref name="index"/>.</summary>
    public Span<float> State(int index) => Plan.State[index].Of(_context.State);

    /// <summary>Runs an inner chain and returns its output, which holds until the layer runs another.</summary>
    public ReadOnlySpan<float> Run(int body, ReadOnlySpan<float> input) =>
        _observer.Forward(Plan.Bodies[body], _context, input);
}
