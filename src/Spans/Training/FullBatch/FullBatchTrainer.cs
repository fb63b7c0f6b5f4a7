using System.Globalization;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Optimizers;

namespace Spans.Training;

/// <summary>
/// Trains a network on all rows at once by a minimizer: L-BFGS, conjugate gradients, Newton–CG, Levenberg–Marquardt and the like,
/// which need a function that is the same at every evaluation. For small networks and data that is many times faster than
/// stochastic steps. Nothing is random. Iterations allocate nothing once the first few have filled the workspace.
/// </summary>
/// <remarks>
/// <para>Dropout is refused: its noise would make another function at every evaluation.</para>
/// <para>Batch norm normalises over each pass of <see cref="FullBatchOptions.BatchSize"/> rows, the same ones every time; when
/// training has ended its running statistics are brought to those of the final parameters. Methods that need residuals refuse
/// it.</para>
/// <para>With <see cref="FullBatchOptions.LargeBatchSize"/> the function is the loss of one large batch of rows after another,
/// each for a few iterations. Gradients are only ever compared on the same batch: at a change the loss and gradient are found
/// anew, pairs of steps and gradient changes, each of one batch, stay, as does Newton–CG's radius, and directions are made
/// conjugate anew. Source: the difference on one batch, Schraudolph, Yu and Günter, "A stochastic quasi-Newton method for online
/// convex optimization", 2007; Berahas, Nocedal and Takáč, "A multi-batch L-BFGS method for machine learning", 2016.</para>
/// <para>Values, dot products and norms are summed in double; parameters and gradients are floats. Padding between tensors is
/// left out.</para>
/// </remarks>
public sealed partial class FullBatchTrainer : IDisposable
{
    // Updates after which nothing but rounding is left of a running statistic with the usual momentum of 0.1.
    private const int SettlingPasses = 100;

    private readonly Trainer _passes;
    private readonly PackedParameters _packed;
    private readonly float[] _x;
    private readonly IMinimizer _method;
    private readonly Workspace<float> _workspace = new();

    /// <summary>A trainer for <paramref name="network"/>, which it changes. Allocates what passes need.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the network or loss does not suit the
    /// minimizer.</exception>
    public FullBatchTrainer(Network network, ILoss loss, IMinimizer minimizer, FullBatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(minimizer);
        Options = options ?? new FullBatchOptions();
        Options.Check();
        Minimizer = minimizer;
        CheckLayers(network.Plan.Chain);
        if (TakesResiduals) CheckResiduals(network, loss);
        _packed = new PackedParameters(network.Plan);
        if (_packed.Count == 0) Throw.Argument(nameof(network), "The network has no parameters to train.");
        _x = new float[_packed.Count];
        if (Options.Bounds is { } bounds)
        {
            bounds.CheckFits(_packed.Count);
            if ((minimizer.Handles & Handles.Bounds) == 0)
                Throw.Argument(nameof(minimizer),
                    $"{minimizer.Name} does not handle bounds; lbfgsb, levenberg-marquardt and interior-point do.");
        }
        if (Options.LargeBatchSize > 0 && !TakesLargeBatches(minimizer))
            Throw.Argument(nameof(minimizer),
                $"{minimizer.Name} needs one function throughout; large batches are for lbfgs, cg and newton-cg.");
        _method = Options.Outputs is { } outputs ? Constrained(network, minimizer, outputs) : minimizer;
        _passes = new Trainer(
            network, loss, new Sgd(), new TrainerOptions { BatchSize = Options.BatchSize, Threads = Options.Threads });
    }

    /// <summary>The network being trained.</summary>
    public Network Network => _passes.Network;

    /// <summary>What is minimised, with the penalty of the options.</summary>
    public ILoss Loss => _passes.Loss;

    /// <summary>What minimises it.</summary>
    public IMinimizer Minimizer { get; }

    /// <summary>How it trains.</summary>
    public FullBatchOptions Options { get; }

    /// <summary>
    /// Bytes of all buffers of the last call of <see cref="Fit"/>: the passes', the minimizer's and the problem's own.
    /// </summary>
    public long MemoryBytes { get; private set; }

    /// <summary>
    /// Trains for <see cref="FullBatchOptions.Iterations"/> or until the minimizer or a rule of the options stops it.
    /// </summary>
    /// <param name="train">The training rows: all of them make up the function that is minimised.</param>
    /// <param name="validation">Rows scored after each iteration; needed for early stopping.</param>
    /// <param name="epochs">Told of every iteration, as of an epoch.</param>
    /// <param name="cancellationToken">Stops training before the next evaluation; what was learned stays.</param>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    public TrainingResult Fit(
        DataView train, DataView? validation = null, IProgress<EpochReport>? epochs = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Options.Patience > 0 && validation is null)
            Throw.Argument(nameof(validation), "Early stopping (Patience above 0) needs validation rows.");
        var batches = NewBatches(train);
        using var loader = new BatchLoader(
            train, batches is null ? Options.BatchSize : Math.Min(Options.BatchSize, Options.LargeBatchSize),
            batches is not null, Options.Seed,
            _passes.Plan.Chain.MinimumBatch);
        using var validationLoader = validation is null ? null : new BatchLoader(validation, Options.BatchSize);
        using var best = new BestParameters(Network, keep: Options.Patience > 0);
        var objective = new NetworkObjective(_passes, loader, _packed, Options.WeightDecay, batches);
        using var watch = new FullBatchWatch(
            Options, objective, batches is null ? train.Count : Options.LargeBatchSize, best, Validate, epochs,
            cancellationToken);
        _packed.Pack(Network.Parameters, _x);
        Begin(batches, train, watch);
        Options.Bounds?.BringInside(_x);
        using var residuals = TakesResiduals ? new NetworkResiduals(_passes, loader, _packed, objective, Options.WeightDecay)
            : null;
        using var outputs = Options.Outputs is null ? null
            : new NetworkOutputs(_passes, _packed, Options.Outputs, _method == Minimizer);
        var problem = NewProblem(objective, residuals, outputs);
        var report = _method.Minimize(problem, _x.AsSpan(), _workspace, new StopRules
        {
            GradientTolerance = Options.GradientTolerance,
            MaxIterations = (int)Math.Max(0, Options.Iterations - watch.Before),
            MaxEvaluations = int.MaxValue,
            Cancellation = watch.Token,
        }, watch);
        _packed.Unpack(_x, Network.Parameters);
        best.Exchange();
        Settle(loader);
        MemoryBytes = _passes.Plan.TrainingBytes(0) + _workspace.Bytes + sizeof(float) * (_packed.Count + objective.Length)
            + (residuals?.Bytes ?? 0);
        return Result(report, watch, best, (batches is null ? train.Count : Options.LargeBatchSize) * objective.Sweeps);

        Evaluation? Validate(ReadOnlySpan<float> x)
        {
            if (validationLoader is null && Options.Patience == 0) return null;
            _packed.Unpack(x, Network.Parameters);
            return validationLoader is null ? null : _passes.Evaluate(validationLoader, cancellationToken);
        }
    }

    /// <summary>Scores the network as it is on <paramref name="view"/>: running statistics, no update.</summary>
    /// <exception cref="ArgumentException">The rows do not fit the network or the loss.</exception>
    public Evaluation Evaluate(DataView view) => _passes.Evaluate(view);

    /// <summary>Gives buffers and threads back; the network stays.</summary>
    public void Dispose() => _passes.Dispose();

    private Problem<float> NewProblem(NetworkObjective objective, NetworkResiduals? residuals, NetworkOutputs? outputs)
    {
        var lower = Options.Bounds?.Lower ?? default;
        var upper = Options.Bounds?.Upper ?? default;
        return residuals is null
            ? new Problem<float>(objective) { Lower = lower, Upper = upper, Inequalities = outputs }
            : new Problem<float>(residuals) { Lower = lower, Upper = upper };
    }

    // A minimizer that knows no constraints is made to by an augmented Lagrangian.
    private static IMinimizer Constrained(Network network, IMinimizer minimizer, OutputConstraints outputs)
    {
        if (outputs.Network != network) Throw.Argument("options", "The limits on outputs were made for another network.");
        if ((minimizer.Handles & Handles.ResidualsOnly) != 0)
            Throw.Argument(nameof(minimizer),
                $"{minimizer.Name} minimises sums of squares and cannot limit outputs; lbfgs, cg and interior-point can.");
        if ((minimizer.Handles & Handles.Constraints) == 0) minimizer = new AugmentedLagrangian { Inner = minimizer };
        return minimizer is AugmentedLagrangian augmented ? augmented with { ViolationTolerance = OutputLimit.Margin / 2 }
            : minimizer;
    }

    private bool TakesResiduals => (Minimizer.Handles & Handles.ResidualsOnly) != 0;

    private void CheckResiduals(Network network, ILoss loss)
    {
        if (NetworkResiduals.SquaredScale(loss, 1, 1) is null)
            Throw.Argument(nameof(loss),
                $"{Minimizer.Name} minimises sums of squares: {loss.Name} is none; use mean-squared-error or sum-of-squares, or lbfgs.");
        if (network.Plan.Chain.MinimumBatch > 1)
            Throw.Argument(nameof(network),
                $"{Minimizer.Name} needs the gradient of every row on its own, which batch norm does not have; use lbfgs.");
    }

    private static TrainingResult Result(in MinimizerReport report, FullBatchWatch watch, BestParameters best, long rows)
    {
        var (reason, explanation) = watch.Verdict ?? Explain(report);
        return new TrainingResult
        {
            StopReason = reason,
            Explanation = explanation,
            History = watch.History,
            BestEpoch = best.Epoch,
            Steps = watch.Before + report.Iterations,
            Seconds = watch.Seconds,
            SamplesPerSecond = watch.Seconds == 0 ? 0 : rows / watch.Seconds,
            AllocatedBytesPerStep = watch.BytesPerIteration,
            Collections = watch.Collections,
            Minimization = report,
        };
    }

    private static (StopReason, string) Explain(in MinimizerReport report)
    {
        var spent = string.Create(CultureInfo.InvariantCulture,
            $"after {report.Iterations} iterations and {report.ValueEvaluations} evaluations");
        return report.Reason switch
        {
            Minimizers.StopReason.SmallGradient => (StopReason.Converged, $"the gradient vanished {spent}"),
            Minimizers.StopReason.SmallDecrease => (StopReason.Converged, $"the loss hardly fell any more {spent}"),
            Minimizers.StopReason.SmallStep => (StopReason.Converged, $"the parameters hardly moved any more {spent}"),
            Minimizers.StopReason.PrecisionReached =>
                (StopReason.Converged, $"the loss fell no further than its rounding error {spent}"),
            Minimizers.StopReason.Cancelled => (StopReason.Cancelled, $"cancelled {spent}"),
            Minimizers.StopReason.NonFinite => (StopReason.NonFinite, $"the loss or its gradient was not finite {spent}"),
            Minimizers.StopReason.LineSearchFailed => (StopReason.Stalled, $"no step lowered the loss {spent}"),
            Minimizers.StopReason.Infeasible => (StopReason.Stalled, $"no parameters meet the constraints {spent}"),
            _ => (StopReason.Epochs, string.Create(CultureInfo.InvariantCulture,
                $"all {report.Iterations} iterations were run, with {report.ValueEvaluations} evaluations")),
        };
    }

    // Running means have seen the trials of every search: now they see the result alone.
    private void Settle(BatchLoader loader)
    {
        if (Network.State.IsEmpty) return;
        for (var seen = 0; seen < SettlingPasses; seen += loader.Batches)
            _passes.Sweep(loader, wantsGradient: false, accuracy: null);
    }

    private static void CheckLayers(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            if (layer.Layer is Dropout { Drop: > 0 })
                Throw.Argument("network",
                    $"Layer {layer.Path} is dropout, which draws new noise at every evaluation: minimizers need a function that stays the same.");
            foreach (var body in layer.Bodies) CheckLayers(body);
        }
    }
}
