using System.CommandLine;
using Spans.Chains;
using Spans.Data;
using Spans.Networks;
using Spans.Training;
using Spans.Tuning;

namespace Spans.Cli;

/// <summary>Says what went wrong in at most two lines on standard error, without a stack trace.</summary>
internal static class Failure
{
    internal static int Usage(string message, Command command)
    {
        var path = PathOf(command);
        Write($"error: {OneLine(message)}", $"Run '{path} --help' for the options.");
        return ExitCode.WrongUsage;
    }

    // spans lab optimizers: the words of the command line down to this command.
    private static string PathOf(Symbol command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return command is RootCommand || parent is null ? "spans" : $"{PathOf(parent)} {command.Name}";
    }

    internal static int Report(Exception exception, Command command)
    {
        switch (exception)
        {
            case UsageException or ShapeException:
                return Usage(exception.Message, command);
            case RunException or DataException or ModelFileException or CheckpointException or StudyException or IOException
                or UnauthorizedAccessException or NotSupportedException or InsufficientMemoryException:
                Write($"error: {OneLine(exception.Message)}");
                return ExitCode.Failed;
            case ArgumentException:
                return Usage(WithoutParameter(exception.Message), command);
            case OutOfMemoryException:
                Write("error: out of memory; use a smaller batch, network or data set.");
                return ExitCode.Failed;
            default:
                Write($"error: {exception.GetType().Name}: {OneLine(exception.Message)}",
                    "This is a fault of the tool; please report it.");
                return ExitCode.Failed;
        }
    }

    // " (Parameter 'x')" and what follows is for programmers.
    internal static string WithoutParameter(string message) => message.Split(" (Parameter '")[0];

    private static void Write(params ReadOnlySpan<string> lines)
    {
        try
        {
            foreach (var line in lines) Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // Standard error is closed: the exit code still tells.
        }
    }

    // Control characters of file names and cells must not reach a terminal.
    internal static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return string.Create(line.Length, line, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
    }
}
