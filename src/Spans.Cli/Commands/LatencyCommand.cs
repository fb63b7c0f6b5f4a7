using System.CommandLine;
using Spans.Cli.Running;

namespace Spans.Cli.Commands;

/// <summary><c>spans latency</c>: how long a saved model takes to predict.</summary>
internal static class LatencyCommand
{
    internal static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's .safetensors file" };
        var seconds = Checked.Positive("--seconds", "How long to measure, after as much as a fifth of it to warm up", 5);
        var batch = Checked.Integer("--batch", "Rows of one request", 1, 1, 1 << 20);
        var threads = Checked.Integer("--threads", "Threads that make requests at once", 1, 1, 1024);
        var command = new Command("latency", "Measure a saved model's predictions: percentiles, throughput, bytes allocated.")
            { model, seconds, batch, threads };
        command.SetAction(parsed => LatencyRun.Execute(
            parsed.GetValue(model)!, parsed.GetValue(seconds), parsed.GetValue(batch), parsed.GetValue(threads), Console.Out));
        return command;
    }
}
