using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Presentation;
using Spans.Diagnostics.Learning;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans diagnose</c>.</summary>
internal static class DiagnoseRun
{
    internal static int Execute(TrainArguments arguments)
    {
        var training = new OptimizerTraining(arguments);
        var file = NetworkChoice.Read(arguments.Network);
        var problem = ProblemSource.Load(arguments.Data, arguments.Validation, arguments.Seed);
        using var network = NetworkChoice.Of(arguments, file, problem);
        using var trainer = training.TrainerOf(network, problem);
        using var interruption = new Interruption();
        var diagnosed = trainer.FitAndDiagnose(problem.Train, problem.Validation, cancellationToken: interruption.Token);
        if (interruption.Token.IsCancellationRequested) return interruption.Code;
        if (arguments.Json) LearningJson.Write(Console.Out, diagnosed);
        else LearningText.Write(new Page(Display.Console(out var plain), plain), problem.Title, diagnosed.Report);
        return ExitCode.Done;
    }
}
