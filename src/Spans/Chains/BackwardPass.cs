using System.Runtime.CompilerServices;
using Spans.Random;
using Spans.Threading;

namespace Spans.Chains;

/// <summary>What a layer sees going back: spans cut from the planned buffers.</summary>
public readonly ref struct BackwardPass
{
    private readonly PassContext _context;
    private readonly BodyObserver _observer;

    /// <summary>A pass through one layer.</summary>
    public BackwardPass(
        scoped in PassContext context, LayerPlan plan, ReadOnlySpan<float> input, ReadOnlySpan<float> output,
        Span<float> outputGradient, Span<float> inputGradient)
        : this(context, plan, input, output, outputGradient, inputGradient, default)
    {
    }

    internal BackwardPass(
        scoped in PassContext context, LayerPlan plan, ReadOnlySpan<float> input, ReadOnlySpan<float> output,
        Span<float> outputGradient, Span<float> inputGradient, BodyObserver observer)
    {
        _context = context;
        _observer = observer;
        Plan = plan;
        Input = input;
        Output = output;
        OutputGradient = outputGradient;
        InputGradient = inputGradient;
    }

    /// <summary>The layer's plan.</summary>
    public LayerPlan Plan { get; }

    /// <summary>[batch, input] as the forward pass saw it; unspecified unless the spec reads it.</summary>
    public ReadOnlySpan<float> Input { get; }

    /// <summary>[batch, output] as the forward pass left it; unspecified unless the spec reads it.</summary>
    public ReadOnlySpan<float> Output { get; }

    /// <summary>[batch, output]: d(loss)/d(output). May be destroyed.</summary>
    public Span<float> OutputGradient { get; }

    /// <summary>
    /// [batch, input]: d(loss)/d(input), to be written; empty where nobody needs it. Never overlaps <see cref="OutputGradient"/>.
    /// </summary>
    public Span<float> InputGradient { get; }

    /// <summary>Whether parameter gradients add to what is there instead of replacing it.</summary>
    public bool Accumulate => _context.Accumulate;

    /// <summary>Rows of this pass.</summary>
    public int Batch => _context.Batch;

    /// <summary>The first row's number in the global batch.</summary>
    public int FirstRow => _context.FirstRow;

    /// <summary>Rows of the global batch.</summary>
    public int GlobalBatch => _context.GlobalBatch;

    /// <summary>Whether the forward pass behaved as in training.</summary>
    public bool Training => _context.Training;

    /// <summary>The threads that share kernels.</summary>
    public Team Team => _context.Team;

    /// <summary>The noise the forward pass drew.</summary>
    public Rng Noise => new(_context.Seed, (ulong)_context.Step, (uint)Plan.Id);

    /// <summary>What the forward pass kept.</summary>
    public Span<float> Saved => Plan.Saved.Length == 0
        ? default
        : _context.Workspace.Slice(Plan.Saved.Offset, (int)Plan.Spec.Saved.For(Batch, Team.Members));

    /// <summary>Memory of undefined content, free until the call returns.</summary>
    public Span<float> Scratch => Plan.Scratch.Of(_context.Workspace);

    /// <summary>Parameter tensor <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<float> Parameter(int index) => Plan.Parameters[index].Of(_context.Parameters);

    /// <summary>The gradient of parameter tensor <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<float> ParameterGradient(int index) => Plan.Parameters[index].Of(_context.Gradients);

    /// <summary>State tensor <paramref name="index"/>.</summary>
    public Span<float> State(int index) => Plan.State[index].Of(_context.State);

    /// <summary>Runs an inner chain backwards.</summary>
    /// <param name="body">Its number.</param>
    /// <param name="input">What its forward pass was given.</param>
    /// <param name="outputGradient">Destroyed.</param>
    /// <returns>Its input gradient, which holds until the layer runs another; empty if <see cref="InputGradient"/> is.</returns>
    public Span<float> Run(int body, ReadOnlySpan<float> input, Span<float> outputGradient) =>
        _observer.Backward(Plan.Bodies[body], _context, input, outputGradient, !InputGradient.IsEmpty);
}
