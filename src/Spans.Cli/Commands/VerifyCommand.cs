using System.CommandLine;
using Spans.Cli.Presentation;
using Spans.Training;

namespace Spans.Cli.Commands;

/// <summary><c>spans verify</c>: finds out whether a saved file is whole, and says what it is.</summary>
internal static class VerifyCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A model, a checkpoint or any .safetensors file" };
        var command = new Command(
            "verify", "Check a saved file's structure and checksum, and say what it is. Ends with 0 if it is whole, 1 if not.")
                { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            VerifiedText.Write(Console.Out, path, VerifiedFile.Of(path));
            return ExitCode.Done;
        });
        return command;
    }
}
