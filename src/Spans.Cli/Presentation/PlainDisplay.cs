using Spans.Cli.Running;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Presentation;

/// <summary>A line for each epoch: for pipes, files and terminals without colour.</summary>
internal sealed class PlainDisplay(TextWriter output) : IDisplay
{
    private int _epochs;

    public void Begin(Problem problem, Network network, TrainingMethod method)
    {
        _epochs = method.Epochs;
        output.WriteLine(Failure.OneLine(problem.Title));
        foreach (var warning in problem.Warnings) output.WriteLine($"warning: {Failure.OneLine(warning)}");
        output.WriteLine($"{NetworkText.Line(network)}; {method.Text}");
    }

    public void Note(string text) => output.WriteLine(Failure.OneLine(text));

    public TrainingResult Run(Func<TrainingResult> train) => train();

    public void Report(EpochReport value) => output.WriteLine(Words.Of(value, _epochs));

    public void Report(StepProgress value) { }

    public void End(RunSummary summary)
    {
        foreach (var line in Words.Of(summary)) output.WriteLine(line);
    }
}
