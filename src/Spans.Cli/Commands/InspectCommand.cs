using System.CommandLine;
using Spans.Cli.Presentation;
using Spans.Networks;

namespace Spans.Cli.Commands;

/// <summary><c>spans inspect</c>: shows what a model file holds.</summary>
internal static class InspectCommand
{
    internal static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's .safetensors file" };
        var command = new Command("inspect", "Show a saved model: layers, parameters, memory, and what its numbers mean.")
            { model };
        command.SetAction(parsed =>
        {
            using var network = Network.Load(parsed.GetValue(model)!);
            NetworkText.Write(Console.Out, network);
            return ExitCode.Done;
        });
        return command;
    }
}
