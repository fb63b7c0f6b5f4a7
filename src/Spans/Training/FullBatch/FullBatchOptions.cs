namespace Spans.Training;

/// <summary>How a <see cref="FullBatchTrainer"/> trains.</summary>
public sealed record FullBatchOptions
{
    /// <summary>The most iterations of the minimizer, zero or more. Default 100.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>
    /// Rows that pass through the network at once, one or more: memory, not mathematics, unless batch norm takes its variance
    /// over them. Default 1,024.
    /// </summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>Threads that share each kernel; results do not depend on it. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// λ of the penalty ½ λ Σ W² over weights, biases and norms left out, that is added to the loss. Default 0.
    /// </summary>
    public float WeightDecay { get; init; }

    /// <summary>Training has converged when no component of the gradient is larger than this. Default 1e-6.</summary>
    public double GradientTolerance { get; init; } = 1e-6;

    /// <summary>
    /// Training has converged when its loss changes by less than this for <see cref="ConvergenceIterations"/>; 0 for never.
    /// </summary>
    public double Tolerance { get; init; }

    /// <summary>Consecutive iterations of small change that count as convergence. Default 3.</summary>
    public int ConvergenceIterations { get; init; } = 3;

    /// <summary>
    /// Iterations without a lower validation loss after which training stops, with the best parameters put back; 0 for never.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>
    /// Rows of the large batch whose loss is minimised for <see cref="IterationsPerBatch"/> iterations before the next; 0, or as
    /// many as there are, for all rows at once. For L-BFGS, conjugate gradients and Newton–CG. Default 0.
    /// </summary>
    public int LargeBatchSize { get; init; }

    /// <summary>Iterations on each large batch, one or more: too many fit it instead of the data. Default 10.</summary>
    public int IterationsPerBatch { get; init; } = 10;

    /// <summary>The seed of the large batches: every epoch puts the rows in another order and cuts it. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Where Fit saves, at changes of the large batch, what it needs to go on after a crash; epochs count as iterations. Null for
    /// never.
    /// </summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>
    /// What parameters must stay between, made for the same network; null for no bounds. Holds exactly, at every iterate.
    /// </summary>
    public ParameterBounds? Bounds { get; init; }

    /// <summary>
    /// What the network may put out on given rows, made for the same network; null for no limits. Holds where training ends.
    /// </summary>
    public OutputConstraints? Outputs { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        Throw.IfNegative(Iterations);
        Throw.IfNotPositive(BatchSize);
        Throw.IfNotPositive(Threads);
        Throw.IfNegative(Patience);
        Throw.IfNotPositive(ConvergenceIterations);
        Throw.IfNegative(LargeBatchSize);
        Throw.IfNotPositive(IterationsPerBatch);
        Checkpoints?.Check();
        if (Checkpoints is not null && LargeBatchSize == 0)
            Throw.Argument(
                nameof(Checkpoints), "Checkpoints are made where one large batch follows another: give LargeBatchSize.");
        if (Checkpoints is not null && Patience > 0)
            Throw.Argument(nameof(Patience),
                "Patience keeps the best parameters, which checkpoints of a minimizer do not: leave one of them out.");
        if (Outputs is not null && LargeBatchSize > 0)
            Throw.Argument(
                nameof(LargeBatchSize), "Limits on outputs and their multipliers are for one function: leave LargeBatchSize 0.");
        if (Outputs is not null && (Patience > 0 || Tolerance > 0))
            Throw.Argument(Patience > 0 ? nameof(Patience) : nameof(Tolerance),
                "Patience and Tolerance end training where limits on outputs need not hold yet; leave them 0.");
        if (!(WeightDecay >= 0 && float.IsFinite(WeightDecay)))
            Throw.OutOfRange(nameof(WeightDecay), WeightDecay, "zero or more and finite");
        if (!(GradientTolerance >= 0)) Throw.OutOfRange(nameof(GradientTolerance), GradientTolerance, "zero or more");
        if (!(Tolerance >= 0 && double.IsFinite(Tolerance)))
            Throw.OutOfRange(nameof(Tolerance), Tolerance, "zero or more and finite");
    }
}
