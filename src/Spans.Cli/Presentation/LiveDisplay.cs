using System.Globalization;
using Spans.Cli.Running;
using Spans.Networks;
using Spans.Training;
using Spectre.Console;

namespace Spans.Cli.Presentation;

/// <summary>A progress bar with loss, accuracy, samples a second and the time left; a line stays for each epoch.</summary>
internal sealed class LiveDisplay(IAnsiConsole console) : IDisplay
{
    private int _epochs;
    private ProgressContext? _context;
    private ProgressTask? _task;

    public bool WantsSteps => true;

    public void Begin(Problem problem, Network network, TrainingMethod method)
    {
        _epochs = method.Epochs;
        console.MarkupLineInterpolated($"[bold]{Failure.OneLine(problem.Title)}[/]");
        foreach (var warning in problem.Warnings)
            console.MarkupLineInterpolated($"[yellow]warning: {Failure.OneLine(warning)}[/]");
        console.WriteLine($"{NetworkText.Line(network)}; {method.Text}");
    }

    public void Note(string text) => console.WriteLine(Failure.OneLine(text));

    // The display draws only when training reports to it: a timer of its own would allocate during steps.
    public TrainingResult Run(Func<TrainingResult> train) => console.Progress()
        .AutoRefresh(false).AutoClear(true).HideCompleted(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new RemainingTimeColumn())
        .Start(context =>
        {
            _context = context;
            _task = context.AddTask("training", maxValue: _epochs);
            return train();
        });

    public void Report(StepProgress value)
    {
        if (_task is null) return;
        _task.Value = value.Epoch - 1 + (double)value.Step / value.Steps;
        _task.Description = string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{_epochs}  loss {value.Loss:F4}  {value.SamplesPerSecond:N0} samples/s");
        _context?.Refresh();
    }

    public void Report(EpochReport value)
    {
        console.WriteLine(Words.Of(value, _epochs));
        if (_task is null) return;
        _task.Value = value.Epoch;
        _context?.Refresh();
    }

    public void End(RunSummary summary)
    {
        foreach (var line in Words.Of(summary)) console.WriteLine(line);
    }
}
