using Spans.Cli.Commands;
using Spans.Cli.Presentation;
using Spans.Data;
using Spans.Tuning;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans tune</c>.</summary>
internal static class TuneRun
{
    internal static int Execute(TuneArguments arguments)
    {
        if (arguments.Resume && arguments.Journal is null)
            throw new UsageException("--resume needs the --journal to go on with.");
        if (arguments.Validation == 0)
            throw new UsageException("--validation is 0 but trials are scored on validation rows: give a share above 0.");
        if (arguments.Halving == 1) throw new UsageException("--halving is 1 but must be 0 for none, or 2 or more.");
        var given = arguments.Space is { } file ? Read(file) : null;
        if (arguments.Journal is { } journal && !arguments.Resume) OutputFile.CheckWritable(journal, "--journal");
        var problem = ProblemSource.Load(arguments.Data, 0, arguments.Seed);
        var space = given ?? TuneSettings.DefaultFor(problem.Train.Data.InputShape);
        var (train, validation) = Rows(arguments, problem);
        using var interruption = new Interruption();
        ISearch search =
            arguments.Search switch { "random" => new RandomSearch(), "tpe" => new TpeSearch(), _ => new CoarseToFineSearch() };
        var display = new StudyDisplay(Console.Out, arguments.Json);
        display.Begin(
            $"{problem.Title}\n{train.Count} rows train and {validation.Count} score {arguments.Trials} trials; test rows are not looked at");
        var report = new Study(
            space, search, settings => TuneTrial.Begin(settings, arguments, train, validation, problem.Task), new StudyOptions
            {
                Trials = arguments.Trials,
                Budget = arguments.Epochs,
                Halving = arguments.Halving,
                Seed = arguments.Seed,
                Threads = arguments.Threads,
                Journal = arguments.Journal,
                Resume = arguments.Resume,
            }).Run(display, interruption.Token);
        display.End(report);
        if (interruption.Token.IsCancellationRequested) return interruption.Code;
        return report.Best is null ? throw new RunException("No trial could be scored; the reasons stand beside them.")
            : ExitCode.Done;
    }

    private static SearchSpace Read(string file)
    {
        if (!File.Exists(file)) throw new RunException($"--space {file}: there is no such file.");
        var space = SpaceJson.Read(file);
        TuneSettings.Check(space, file);
        return space;
    }

    private static (DataView Train, DataView Validation) Rows(TuneArguments arguments, Problem problem)
    {
        var (data, rows) = (problem.Train.Data, problem.Train.Rows);
        if (arguments.Rows > 0 && arguments.Rows < rows.Count)
            rows = Split.Hold(rows, data.Labels, 1 - (double)arguments.Rows / rows.Count, arguments.Seed).Kept;
        var (train, validation) = Split.Hold(rows, data.Labels, arguments.Validation, arguments.Seed);
        if (train.Count == 0 || validation.Count == 0)
            throw new UsageException(
                $"{rows.Count} rows cannot be divided into training and validation rows; give more --rows or another --validation.");
        return (data.View(train), data.View(validation));
    }
}
