using System.Globalization;
using System.Runtime.CompilerServices;
using Spans.Chains;
using Spans.Data;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Threading;

namespace Spans.Training;

/// <summary>
/// Trains a network: forward, loss, backward, update. All memory is planned and rented at construction, so steps allocate
/// nothing. For one thread at a time; <see cref="TrainerOptions.Threads"/> share the kernels inside a step, with the same result
/// at any number.
/// </summary>
public sealed partial class Trainer : IDisposable
{
    private readonly MemoryPlan _plan;
    private readonly Slab _workspace;
    private readonly Slab _gradients;
    private readonly Slab _optimizerState;
    private readonly double[] _optimizerScalars;
    private readonly double[] _scheduleState;
    // Bound once, as the layers of a chain are, and for the same reason.
    private readonly LossCall _evaluateLoss;
    private readonly OptimizerCall _stepOptimizer;
    private readonly ScheduleCall _rateOf;
    private readonly Team _team;
    private readonly TeamChoice _stepping;
    private readonly TeamChoice _evaluating;
    private readonly TeamChoice _sweeping;
    private readonly TeamChoice _measuring;
    private TrainingRun? _run;
    private bool _isFitting;
    private bool _isStepping;

    /// <summary>A trainer for <paramref name="network"/>, which it changes. Allocates everything that training needs.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the batch needs buffers of more than 2^31
    /// floats.</exception>
    /// <exception cref="InsufficientMemoryException">So much memory is not free; nothing was allocated.</exception>
    public Trainer(Network network, ILoss loss, IOptimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        Options = options ?? new TrainerOptions();
        Options.Check();
        Network = network;
        Loss = loss;
        Optimizer = optimizer;
        (_evaluateLoss, _stepOptimizer, _rateOf) = (loss.Evaluate, optimizer.Step, Options.Schedule.LearningRate);
        _plan = Planner.Plan(network.Input, network.Layers, Options.BatchSize, Options.Threads, training: true);
        var stateLength = (long)optimizer.StatePerParameter * _plan.ParameterLength;
        if (stateLength > Slab.MaxLength)
            Throw.Argument(nameof(optimizer),
                "The optimizer's state of this network needs a buffer of more than 2^31 floats; use a smaller network.");
        // In all, before the first of them: one by one they may fit.
        MemoryBudget.Require(
            _plan.TrainingBytes(optimizer.StatePerParameter) - sizeof(float) * (long)(_plan.ParameterLength + _plan.StateLength),
            string.Create(CultureInfo.InvariantCulture, $"Training this network on batches of {Options.BatchSize} rows"));
        _workspace = Slab.Rent(_plan.WorkspaceLength);
        _gradients = Slab.Rent(_plan.ParameterLength);
        _optimizerState = Slab.Rent((int)stateLength);
        _optimizerScalars = new double[optimizer.Scalars];
        _scheduleState = new double[Options.Schedule.StateLength];
        _team = Options.Threads == 1 ? Team.Single : new Team(Options.Threads);
        _stepping = new TeamChoice(_team, Options.Clock);
        _evaluating = new TeamChoice(_team, Options.Clock);
        _sweeping = new TeamChoice(_team, Options.Clock);
        _measuring = new TeamChoice(_team, Options.Clock);
        network.Card = network.Card with { Link = loss.Link };
    }

    /// <summary>The network being trained.</summary>
    public Network Network { get; }

    /// <summary>What is minimised.</summary>
    public ILoss Loss { get; }

    /// <summary>What turns gradients into updates.</summary>
    public IOptimizer Optimizer { get; }

    /// <summary>How it trains.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>The memory of a step: prints as a table.</summary>
    public MemoryPlan Plan => _plan;

    /// <summary>The flat gradients of the last step, laid out as <see cref="Network.Parameters"/>.</summary>
    public ReadOnlySpan<float> Gradients => _gradients.Span;

    /// <summary>Gives buffers and threads back; the network stays.</summary>
    public void Dispose()
    {
        _workspace.Dispose();
        _gradients.Dispose();
        _optimizerState.Dispose();
        _run?.Dispose();
        if (_team != Team.Single) _team.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PassContext Context(int batch, bool training, Team team)
    {
        var (firstRow, globalRows) = Options.Reducer?.Shard(batch) ?? (0, batch);
        return new PassContext
        {
            Parameters = Network.Parameters,
            Gradients = _gradients.Span,
            State = Network.State,
            Workspace = _workspace.Span,
            Team = team,
            Batch = batch,
            FirstRow = firstRow,
            GlobalBatch = globalRows,
            Training = training,
            Seed = Options.Seed,
            Step = Steps,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Check(in Batch batch)
    {
        if (batch.Count < 1 || batch.Count > Options.BatchSize)
            Throw.OutOfRange(nameof(batch), batch.Count, $"between 1 and {Options.BatchSize} rows, the BatchSize of the options");
        Throw.IfNotLength(batch.Inputs.Length, (long)batch.Count * Network.Input.Elements);
        if (!batch.Labels.IsEmpty) Throw.IfNotLength(batch.Labels.Length, batch.Count);
        if (!batch.SampleWeights.IsEmpty) Throw.IfNotLength(batch.SampleWeights.Length, batch.Count);
    }

    private delegate double LossCall(in LossPass pass);

    private delegate void OptimizerCall(in OptimizerStep step);

    private delegate float ScheduleCall(float learningRate, in SchedulePosition position, ReadOnlySpan<double> state);
}
