using System.CommandLine;
using System.Globalization;

namespace Spans.Cli.Commands;

/// <summary>The options of <c>spans train</c> about checkpoints.</summary>
internal sealed class CheckpointOptions
{
    private readonly Option<string> _folder =
        Checked.Text("--checkpoint", "Folder to save the training to as it goes, and when it is interrupted");
    private readonly Option<string> _every = Checked.Text(
        "--every", "How often: 2 for epochs, 10m for minutes, 500steps for steps; minimizers at the next change of batch", "1");
    private readonly Option<int> _keep = Checked.Integer("--keep", "Checkpoints that stay; older ones are removed", 3, 1);
    private readonly Option<bool> _resume = new("--resume")
    { Description = "Go on from the last checkpoint in the folder, bit for bit, given the same data and options" };

    internal void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_every);
        command.Add(_keep);
        command.Add(_resume);
    }

    /// <returns>Null if no checkpoints are asked for.</returns>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    internal CheckpointArguments? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_folder) is not { } folder)
        {
            foreach (var option in (Option[])[_every, _keep, _resume])
                if (parsed.GetResult(option) is { Implicit: false })
                    throw new UsageException($"{option.Name} needs --checkpoint with a folder.");
            return null;
        }
        if (folder.Length == 0) throw new UsageException("--checkpoint is empty but must name a folder.");
        var every = parsed.GetValue(_every)!;
        var (count, unit) = Split(every);
        return new CheckpointArguments
        {
            Folder = folder,
            Epochs = unit == "" ? count : 0,
            Steps = unit == "steps" ? count : 0,
            Interval = unit == "m" ? TimeSpan.FromMinutes(count) : TimeSpan.Zero,
            Keep = parsed.GetValue(_keep),
            Resume = parsed.GetValue(_resume),
        };
    }

    private static (int Count, string Unit) Split(string every)
    {
        var digits = every.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var unit = digits < 0 ? "" : every[digits..];
        if (unit is not ("" or "m" or "steps") || !int.TryParse(every.AsSpan(0, every.Length - unit.Length), NumberStyles.None,
                CultureInfo.InvariantCulture, out var count) || count < 1)
            throw new UsageException(
                $"--every is '{every}' but must be a number of epochs such as 2, of minutes such as 10m, or of steps such as 500steps.");
        return (count, unit);
    }
}
