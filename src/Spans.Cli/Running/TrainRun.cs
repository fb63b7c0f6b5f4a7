using Spans.Cli.Commands;
using Spans.Cli.Presentation;
using Spans.Data;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans train</c>, from data to saved model.</summary>
internal static class TrainRun
{
    internal static int Execute(TrainArguments arguments)
    {
        if (arguments.Output is { } output) OutputFile.CheckIsNot(output, "--data", arguments.Data.Source);
        ITraining training = MinimizerTraining.Takes(arguments) ? new MinimizerTraining(arguments)
            : new OptimizerTraining(arguments);
        var file = NetworkChoice.Read(arguments.Network);
        if (arguments.Output is { } path) OutputFile.CheckWritable(path);
        if (arguments.Checkpoint is { } place) Checkpointing.Check(place);
        var problem = ProblemSource.Load(arguments.Data, arguments.Validation, arguments.Seed);
        using var network = NetworkChoice.Of(arguments, file, problem);
        using var run = training.Prepare(network, problem);
        network.Card = network.Card with { Preprocessing = problem.Preprocessing };
        var resumed = run.Resume();
        using var interruption = new Interruption();
        var display = Display.Choose(arguments.Json);
        display.Begin(problem, network, run.Method);
        if (resumed is not null) display.Note(resumed);
        var result = display.Run(() => run.Fit(display, interruption.Token));
        // A network whose loss is no number is worth no file; one that was interrupted is.
        var saved = arguments.Output is not null && result.StopReason != StopReason.NonFinite ? arguments.Output : null;
        if (saved is not null) network.Save(saved);
        // Whoever interrupts does not wait for scores.
        var test = result.StopReason is StopReason.NonFinite or StopReason.Cancelled || problem.Test is null ? null
            : run.Evaluate(problem.Test);
        var code = result.StopReason switch
        {
            StopReason.Cancelled => interruption.Code,
            StopReason.NonFinite => ExitCode.Failed,
            _ => ExitCode.Done,
        };
        display.End(new RunSummary(
            result, test, problem.Task == LearningTask.Classification, result.History.Count, arguments.Threads, arguments.Seed,
            network.ParameterCount, saved, code, run.Violation, [.. run.Limits]));
        return result.StopReason == StopReason.NonFinite
            ? throw new RunException($"Training stopped: {result.Explanation}. {run.Advice}")
            : code;
    }
}
