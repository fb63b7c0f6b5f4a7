using System.Diagnostics;
using Spans.Data;
using Spans.Memory;

namespace Spans.Training;

public sealed partial class Trainer
{
    // What the runtime asks of a method before it compiles it for speed, with room to spare; and what a person does not notice.
    private const int WarmupSteps = 40;
    private static readonly long s_warmupTicks = Stopwatch.Frequency / 10;

    /// <summary>
    /// Takes steps on made-up rows (zeros, with labels and with values) and puts everything back, so that the next real step
    /// finds compiled code and touched memory and allocates nothing. See <see cref="Warmup(in Batch)"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Fit trains.</exception>
    public void Warmup()
    {
        var rows = Options.BatchSize;
        var targets = Loss.Targets(Network.Output.Elements);
        using var inputs = Slab.Rent(checked(rows * Network.Input.Elements));
        using var values = Slab.Rent(checked(rows * targets));
        // A label stands for a row of as many values as there are outputs: some losses, such as likelihoods, want others.
        if (targets == Network.Output.Elements) Warmup(new Batch { Inputs = inputs.Span, Labels = new int[rows], Count = rows });
        Warmup(new Batch { Inputs = inputs.Span, Values = values.Span, Count = rows });
    }

    /// <summary>
    /// Takes steps on <paramref name="batch"/>, two at least and no more than fit a tenth of a second, and puts parameters, layer
    /// state, gradients, the optimizer's state, the schedule's and <see cref="Steps"/> back to the bit: training goes on as if it
    /// had not been called. <see cref="LastPrediction"/> is empty afterwards. Allocates; what follows does not. With a reducer
    /// every member must call it.
    /// </summary>
    /// <exception cref="ArgumentException">The batch does not fit the network or the loss; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Fit trains.</exception>
    public void Warmup(in Batch batch)
    {
        if (_isFitting) throw new InvalidOperationException("A trainer cannot be warmed up while Fit trains.");
        Check(batch);
        using var parameters = Copy(Network.Parameters);
        using var state = Copy(Network.State);
        using var gradients = Copy(_gradients.Span);
        using var optimizerState = Copy(_optimizerState.Span);
        var (scalars, schedule) = ((double[])_optimizerScalars.Clone(), (double[])_scheduleState.Clone());
        var (steps, stepping) = (Steps, _isStepping);
        try
        {
            var none = new NoTrainingObserver();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < WarmupSteps && (i < 2 || Stopwatch.GetTimestamp() - start < s_warmupTicks); i++)
                TakeStep(batch, ref none);
        }
        finally
        {
            parameters.Span.CopyTo(Network.Parameters);
            state.Span.CopyTo(Network.State);
            gradients.Span.CopyTo(_gradients.Span);
            optimizerState.Span.CopyTo(_optimizerState.Span);
            scalars.CopyTo(_optimizerScalars, 0);
            schedule.CopyTo(_scheduleState, 0);
            (Steps, _isStepping, _lastRows) = (steps, stepping, 0);
        }
    }

    private static Slab Copy(ReadOnlySpan<float> source)
    {
        var copy = Slab.Rent(source.Length);
        source.CopyTo(copy.Span);
        return copy;
    }
}
