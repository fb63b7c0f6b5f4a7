using System.CommandLine;
using Spans.Cli.Commands;

namespace Spans.Cli;

/// <summary>
/// The tool: parses, runs one command, and turns whatever happened into an exit code and at most two lines of error.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var root = new RootCommand("Spans trains and runs small neural networks on the CPU.")
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            InspectCommand.Create(),
            VerifyCommand.Create(),
            DataCommand.Create(),
            TuneCommand.Create(),
            DiagnoseCommand.Create(),
            LatencyCommand.Create(),
            LabCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0) return Failure.Usage(Complaint(parsed), parsed.CommandResult.Command);
        try
        {
            // Signals are the commands' own business: training saves before it goes.
            return parsed.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e)
        {
            return Failure.Report(e, parsed.CommandResult.Command);
        }
    }

    // The parser's first complaint about a misspelt command is that there is none; the word itself says more.
    private static string Complaint(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens.Count > 0
        ? $"There is no command '{parsed.UnmatchedTokens[0]}'; there are train, evaluate, predict, inspect, verify, data, tune, diagnose, latency and lab."
        : parsed.Errors[0].Message;
}
