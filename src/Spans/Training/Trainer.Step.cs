using System.Runtime.CompilerServices;
using Spans.Chains;
using Spans.Data;
using Spans.Kernels;
using Spans.Losses;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Threading;

namespace Spans.Training;

public sealed partial class Trainer
{
    private int _stepsPerEpoch = 1;
    private int _lastRows;

    /// <summary>The network's raw output for the batch of the last step, before that step's update: [rows, outputs].</summary>
    public ReadOnlySpan<float> LastPrediction => _lastRows == 0
        ? default
        : _workspace.Span.Slice(_plan.Chain.Layers[^1].Output.Offset, _lastRows * Network.Output.Elements);

    /// <summary>One step on one batch: forward, loss, backward, update. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The batch does not fit the network or the loss; nothing has changed.</exception>
    public StepResult Step(in Batch batch)
    {
        var none = new NoTrainingObserver();
        return Step(batch, ref none);
    }

    /// <summary>One step on one batch, each layer's pass shown to <paramref name="observer"/>.</summary>
    /// <inheritdoc cref="Step(in Batch)"/>
    public StepResult Step<TObserver>(scoped in Batch batch, scoped ref TObserver observer)
        where TObserver : struct, ITrainingObserver
    {
        if (_isFitting) throw new InvalidOperationException("A step of one's own cannot be taken while Fit trains.");
        var result = TakeStep(batch, ref observer);
        // Where Fit stood is no longer where the parameters are.
        DropRun();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private StepResult TakeStep<TObserver>(scoped in Batch batch, scoped ref TObserver observer)
        where TObserver : struct, ITrainingObserver
    {
        Check(batch);
        _isStepping = true;
        var team = _stepping.Begin(batch.Count);
        var context = Context(batch.Count, training: true, team);
        var prediction = Chain.Forward(_plan.Chain, context, batch.Inputs, ref observer);
        _lastRows = batch.Count;
        var gradient = _workspace.Span.Slice(_plan.LossGradient.Offset, prediction.Length);
        var loss = EvaluateLoss(batch, prediction, gradient, context.GlobalBatch, team);
        if (Options.Reducer is { } reducer) loss = reducer.Sum(loss);
        // The parameters that gave a loss of NaN are the last good ones: they stay.
        if (!double.IsFinite(loss)) return Note(new StepResult(loss, double.NaN, 0, Updated: false), ref observer);
        Chain.Backward(_plan.Chain, context, batch.Inputs, gradient, wantsInputGradient: false, ref observer);
        Options.Reducer?.Sum(_gradients.Span);
        var result = Update(loss, team);
        _stepping.End();
        return Note(result, ref observer);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private StepResult Update(double loss, Team team)
    {
        var clipping = Options.Clipping;
        var (norm, scale) = (double.NaN, 1f);
        if (clipping.NeedsNorm)
        {
            norm = GradientNorm.Of(_gradients.Span, team);
            if (!double.IsFinite(norm)) return new StepResult(loss, norm, 0, Updated: false);
            scale = clipping.ScaleFor(norm);
        }
        var rate = LearningRateAt(Steps);
        _stepOptimizer(new OptimizerStep
        {
            Parameters = Network.Parameters,
            Gradients = _gradients.Span,
            State = _optimizerState.Span,
            Scalars = _optimizerScalars,
            Decayed = Options.DecayAll ? _plan.ParameterLength : _plan.DecayedLength,
            Number = Steps + 1,
            LearningRate = rate,
            GradientScale = scale,
            GradientLimit = clipping.Limit,
            Team = team,
        });
        Steps++;
        return new StepResult(loss, norm, rate, Updated: true);
    }

    private float LearningRateAt(long step) => _rateOf(
        Optimizer.LearningRate,
        new SchedulePosition(step, _stepsPerEpoch, (long)_stepsPerEpoch * Math.Max(1, Options.Epochs)),
        _scheduleState);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double EvaluateLoss(
        scoped in Batch batch, ReadOnlySpan<float> prediction, Span<float> gradient, int globalRows, Team team) =>
        _evaluateLoss(new LossPass
        {
            Prediction = prediction,
            Batch = batch.Count,
            Units = Network.Output.Elements,
            Values = batch.Values,
            Labels = batch.Labels,
            SampleWeights = batch.SampleWeights,
            Scale = 1f / globalRows,
            Gradient = gradient,
            Team = team,
        });

    private StepResult Note<TObserver>(in StepResult result, scoped ref TObserver observer)
        where TObserver : struct, ITrainingObserver
    {
        observer.AfterStep(Steps, result);
        _isStepping = false;
        return result;
    }
}
