using Spans.Cli.Commands;
using Spans.Cli.Presentation;
using Spans.Data;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans train</c>, from data to saved model.</summary>
internal static class TrainRun
{
    internal static int Execute(TrainArguments arguments)
    {
        if (arguments.Patience > 0 && arguments.Validation == 0)
            throw new UsageException("--patience needs validation rows: give --validation a share above 0.");
        if (arguments.BatchNorm && arguments.Batch == 1)
            throw new UsageException("--batch is 1 but --batch-norm takes a variance over the rows of a batch: give 2 or more.");
        if (arguments.Output is { } output) OutputFile.CheckIsNot(output, "--data", arguments.Data.Source);
        var optimizer = Optimizer(arguments);
        var schedule = arguments.Schedule is { } text ? ParseSchedule(text) : new Optimizers.Schedules.Constant();
        if (arguments.Output is { } path) OutputFile.CheckWritable(path);
        var problem = ProblemSource.Load(arguments.Data, arguments.Validation, arguments.Seed);
        using var network = NetworkChoice.Of(arguments, problem);
        using var trainer = new Trainer(network, LossChoice.Of(arguments.Loss, problem.Task), optimizer, new TrainerOptions
        {
            BatchSize = Math.Min(arguments.Batch, problem.Train.Count),
            Epochs = arguments.Epochs,
            Threads = arguments.Threads,
            Seed = arguments.Seed,
            Augmentation = arguments.Augmentation,
            Schedule = schedule,
            Clipping = arguments.ClipNorm > 0 ? GradientClipping.ByNorm(arguments.ClipNorm) : GradientClipping.None,
            Patience = arguments.Patience,
            Tolerance = arguments.Tolerance,
        });
        network.Card = network.Card with { Preprocessing = problem.Preprocessing };
        using var interruption = new Interruption();
        var display = Display.Choose(arguments.Json);
        display.Begin(problem, network, trainer);
        var result = display.Run(() => trainer.Fit(
            problem.Train, problem.Validation, display, display.WantsSteps ? display : null, interruption.Token));
        var test = problem.Test is null || result.StopReason == StopReason.NonFinite ? null : trainer.Evaluate(problem.Test);
        // A network whose loss is no number is worth no file; one that was interrupted is.
        var saved = arguments.Output is not null && result.StopReason != StopReason.NonFinite ? arguments.Output : null;
        if (saved is not null) network.Save(saved);
        var code = result.StopReason switch
        {
            StopReason.Cancelled => interruption.Code,
            StopReason.NonFinite => ExitCode.Failed,
            _ => ExitCode.Done,
        };
        display.End(new RunSummary(
            result, test, problem.Task == LearningTask.Classification, result.History.Count, arguments.Threads, arguments.Seed,
            network.ParameterCount, saved, code));
        return result.StopReason == StopReason.NonFinite
            ? throw new RunException($"Training stopped: {result.Explanation}. Try a lower --learning-rate or --clip-norm 1.")
            : code;
    }

    private static IOptimizer Optimizer(TrainArguments arguments) =>
        OptimizerCatalogue.Get(arguments.Optimizer, arguments.LearningRate, arguments.WeightDecay);

    private static ISchedule ParseSchedule(string text)
    {
        try
        {
            return ScheduleCatalogue.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--schedule: {e.Message}");
        }
    }
}
