using System.Globalization;
using Spans.Activations;
using Spans.Cli.Presentation;
using Spans.Cli.Running;
using Spans.Data;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Cli.Lab.Experiments;

/// <summary>Trains the same network by every method until it is as good as Adam's.</summary>
internal sealed class NetworkRace
{
    private const int MaxIterations = 2000;

    // A method that takes so many seconds without getting there is given up.
    private const double Patience = 8;

    private readonly LabArguments _arguments;
    private readonly Problem _problem;
    private readonly int _hidden;
    private readonly int _epochs;
    private readonly int _batch;

    internal NetworkRace(LabArguments arguments, Problem problem, int hidden, int epochs, int batch)
    {
        (_arguments, _problem, _hidden, _epochs, _batch) =
            (arguments, problem, hidden, epochs, Math.Min(batch, problem.Train.Count));
        using var network = NewNetwork();
        Network = NetworkText.Line(network);
    }

    /// <summary>The network in a line.</summary>
    internal string Network { get; }

    private bool IsClassification => _problem.Task == LearningTask.Classification;

    private ILoss NewLoss() => IsClassification ? new SoftmaxCrossEntropy() : new MeanSquaredError();

    /// <summary>
    /// Adam first, then the others. Where classes are told apart, Levenberg–Marquardt races Adam on squared errors.
    /// </summary>
    internal IReadOnlyList<RaceResult> Run(int rounds)
    {
        List<RaceResult> results = [RunAdam(NewLoss(), "adam", rounds)];
        IMinimizer[] minimizers =
            [new GradientDescent(), new ConjugateGradient(), new LBfgs(), new Bfgs(), new TrustRegionNewtonCg(),
                .. IsClassification ? (IMinimizer[])[] : [new LevenbergMarquardt()]];
        foreach (var minimizer in minimizers) results.Add(RunMinimizer(minimizer, NewLoss(), minimizer.Name, results[0], rounds));
        if (!IsClassification) return results;
        var squared = RunAdam(new MeanSquaredError(), "adam, squared error", rounds);
        results.Add(squared);
        foreach (var minimizer in new IMinimizer[] { new LBfgs(), new LevenbergMarquardt() })
            results.Add(RunMinimizer(minimizer, new MeanSquaredError(), $"{minimizer.Name}, squared error", squared, rounds));
        return results;
    }

    internal static IEnumerable<Finding> Findings(IReadOnlyList<RaceResult> results)
    {
        foreach (var result in results)
        {
            if (result.Rival is not { } adam || !(
                result.Method.StartsWith("lbfgs", StringComparison.Ordinal)
                || result.Method.StartsWith("levenberg", StringComparison.Ordinal)))
                continue;
            yield return new Finding($"{result.Method} reaches the training loss of {adam.Method} in at most a fifth of its time",
                result.Reached && result.Milliseconds * 5 <= adam.Milliseconds,
                string.Create(CultureInfo.InvariantCulture,
                    $"loss {result.Loss:G4} against {adam.Loss:G4}, {result.Milliseconds:F1} ms against {adam.Milliseconds:F1} ms"));
        }
    }

    private Network NewNetwork() => new(_problem.Train.Data.InputShape,
        new MultiLayerPerceptron { Hidden = [_hidden], Outputs = _problem.Train.Data.Outputs, Activation = new Tanh() }.Layers(),
        _arguments.Seed);

    private RaceResult RunAdam(ILoss loss, string name, int rounds)
    {
        _arguments.Begin(name);
        TrainByAdam(loss, name, epochs: 3);
        return Median(Enumerable.Range(0, rounds).Select(_ => TrainByAdam(loss, name, _epochs)));
    }

    private RaceResult TrainByAdam(ILoss loss, string name, int epochs)
    {
        using var network = NewNetwork();
        using var trainer = new Trainer(network, loss, new Adam(), new TrainerOptions
        {
            BatchSize = _batch,
            Epochs = epochs,
            Seed = _arguments.Seed,
            Threads = _arguments.Threads,
        });
        var result = trainer.Fit(_problem.Train, cancellationToken: _arguments.Cancellation);
        _arguments.Cancellation.ThrowIfCancellationRequested();
        return RaceResult.Of(
            name, result, trainer.Evaluate(_problem.Train).Loss, result.Steps, trainer.Plan.TrainingBytes(2), rival: null);
    }

    private RaceResult RunMinimizer(IMinimizer minimizer, ILoss loss, string name, RaceResult rival, int rounds)
    {
        _arguments.Begin(name);
        Train(minimizer, loss, name, rival, iterations: 3);
        return Median(Enumerable.Range(0, rounds).Select(_ => Train(minimizer, loss, name, rival, MaxIterations)));
    }

    private RaceResult Train(IMinimizer minimizer, ILoss loss, string name, RaceResult rival, int iterations)
    {
        using var network = NewNetwork();
        using var trainer = new FullBatchTrainer(network, loss, minimizer, new FullBatchOptions
        {
            Iterations = iterations,
            GradientTolerance = 0,
            Threads = _arguments.Threads,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_arguments.Cancellation);
        var result = trainer.Fit(_problem.Train, epochs: new Goal(rival, stop), cancellationToken: stop.Token);
        _arguments.Cancellation.ThrowIfCancellationRequested();
        return RaceResult.Of(name, result, result.History.Count == 0 ? double.NaN : result.History[^1].TrainLoss,
            result.Minimization!.Value.ValueEvaluations, trainer.MemoryBytes, rival);
    }

    private static RaceResult Median(IEnumerable<RaceResult> runs)
    {
        var sorted = runs.OrderBy(static r => r.Milliseconds).ToArray();
        return sorted[sorted.Length / 2];
    }

    // Ends a race that is won, or lost.
    private sealed class Goal(RaceResult rival, CancellationTokenSource stop) : IProgress<EpochReport>
    {
        private double _seconds;

        public void Report(EpochReport value)
        {
            _seconds += value.Seconds;
            if (value.TrainLoss <= rival.Loss || _seconds > Patience) stop.Cancel();
        }
    }
}
