using System.Diagnostics;
using System.Runtime.CompilerServices;
using Spans.Activations;
using Spans.Data;
using Spans.Kernels;
using Spans.Losses;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Networks;

/// <summary>
/// A network frozen for prediction: weights copied and packed, batch norm folded, dropout left out, the loss's link applied. Safe
/// from any thread at once, takes no lock, and allocates nothing once each thread has run once.
/// </summary>
public sealed class Predictor : IDisposable
{
    private readonly FrozenChain _chain;
    private readonly PackedRows? _rows;
    private readonly WorkspaceRing _workspaces;
    private readonly Link _link;
    private readonly TargetTransform? _target;
    private readonly int _inputs;
    private readonly int _outputs;
    private volatile bool _disposed;

    private Predictor(FrozenChain chain, ModelCard card, FreezeOptions options)
    {
        _chain = chain;
        _rows = chain.Rows;
        _workspaces = new WorkspaceRing(chain.Plan.WorkspaceLength);
        _inputs = chain.Plan.Chain.Input.Elements;
        _outputs = chain.Plan.Chain.Output.Elements;
        _link = options.Logits ? Link.Identity : card.Link;
        _target = options.Logits ? null : TargetOf(card, _outputs);
        MaxBatch = options.MaxBatch;
    }

    /// <summary>The shape of one sample.</summary>
    public Shape Input => _chain.Plan.Chain.Input;

    /// <summary>The shape of one prediction.</summary>
    public Shape Output => _chain.Plan.Chain.Output;

    /// <summary>The most rows of one call.</summary>
    public int MaxBatch { get; }

    /// <summary>Copies what <paramref name="network"/> has learned; later training does not change the predictor.</summary>
    /// <exception cref="ArgumentException">The batch is not positive.</exception>
    public static Predictor Freeze(Network network, FreezeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new FreezeOptions();
        Throw.IfNotPositive(options.MaxBatch, nameof(options.MaxBatch));
        return new Predictor(FrozenChain.Of(network, options.MaxBatch), network.Card, options);
    }

    /// <summary>Predicts <paramref name="batch"/> rows. A row's result does not depend on the batch it is in.</summary>
    /// <param name="input">[batch, input].</param>
    /// <param name="output">[batch, output].</param>
    /// <param name="batch">Rows, between 1 and <see cref="MaxBatch"/>.</param>
    /// <exception cref="ArgumentException">A span does not hold what the batch needs, or the batch is too large.</exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Predict(ReadOnlySpan<float> input, Span<float> output, int batch = 1)
    {
        if ((uint)(batch - 1) >= (uint)MaxBatch)
            Throw.OutOfRange(nameof(batch), batch, $"between 1 and {MaxBatch}, the MaxBatch it was frozen for");
        Throw.IfNotLength(input.Length, (long)batch * _inputs);
        Throw.IfNotLength(output.Length, (long)batch * _outputs);
        if (batch == 1 && _rows is not null && !input.Overlaps(output))
        {
            if (_disposed) Throw.Disposed(nameof(Predictor));
            _rows.Run(input, output);
            if (_link != Link.Identity || _target is not null) Finish(output, output, batch);
            return;
        }
        var slot = _workspaces.Rent();
        try
        {
            Finish(_chain.Run(input, slot.Workspace!.Span, batch), output, batch);
        }
        finally
        {
            _workspaces.Return(slot);
        }
    }

    /// <summary>
    /// Predicts made-up rows (zeros) on this thread for up to a tenth of a second, one by one and <see cref="MaxBatch"/> at a
    /// time, so that the next call finds compiled code and its memory ready and allocates nothing. Changes nothing else.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The predictor was disposed of.</exception>
    public void Warmup()
    {
        using var input = Slab.Rent(checked(MaxBatch * _inputs));
        using var output = Slab.Rent(checked(MaxBatch * _outputs));
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 64 && (i < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < 0.1); i++)
        {
            Predict(input.Span[.._inputs], output.Span[.._outputs]);
            Predict(input.Span, output.Span, MaxBatch);
        }
    }

    /// <summary>Gives the buffers back; calls under way must have ended.</summary>
    public void Dispose()
    {
        _disposed = true;
        _chain.Dispose();
        _workspaces.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(ReadOnlySpan<float> raw, Span<float> output, int batch)
    {
        switch (_link)
        {
            case Link.Softmax: Rows.Softmax(raw, output, batch, _outputs, Team.Single); break;
            case Link.Sigmoid: Elementwise.Apply(raw, output, new Sigmoid(), Team.Single); break;
            default: raw.CopyTo(output); break;
        }
        if (_target is not null)
        {
            var values = output[..(batch * _outputs)];
            _target.Restore(values, values);
        }
    }

    // Outputs that are not one for one the targets, such as a mean and a variance, stay as they are.
    private static TargetTransform? TargetOf(ModelCard card, int outputs) =>
        card.Preprocessing?.Target is { Task: LearningTask.Regression } target && target.Means.Length == outputs ? target : null;
}
