using System.Globalization;
using Spans.Cli.Commands;
using Spans.Native;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>The folder of checkpoints of one run, before its first step.</summary>
internal static class Checkpointing
{
    /// <summary>Finds out before any work whether checkpoints can be kept, without leaving anything.</summary>
    /// <exception cref="UsageException">Another training's checkpoints are there.</exception>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    internal static void Check(CheckpointArguments arguments)
    {
        var folder = arguments.Folder;
        try
        {
            if (Directory.Exists(folder)) CheckpointFolder.Prepare(folder);
            // It will be made in its parent, where a file can be made too.
            else DurableFile.CheckWritable(Path.TrimEndingDirectorySeparator(folder));
            if (File.Exists(folder)) throw new IOException("it is a file, not a folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RunException($"--checkpoint {folder} cannot be written: {e.Message}");
        }
        if (!arguments.Resume && CheckpointFolder.Files(folder).Count > 0)
            throw new UsageException(
                $"--checkpoint {folder} already holds checkpoints: give --resume to go on from them, or another folder.");
    }

    /// <summary>Brings the trainer to the last checkpoint that is whole, and says so in a line; null if there is none.</summary>
    /// <exception cref="RunException">There are checkpoints, but none is whole.</exception>
    /// <exception cref="CheckpointException">The last is of another training.</exception>
    internal static string? Resume(CheckpointArguments arguments, Trainer trainer, Problem problem) => Resume(arguments, path =>
    {
        trainer.Resume(path, problem.Train, problem.Validation);
        return trainer.Steps;
    });

    /// <inheritdoc cref="Resume(CheckpointArguments, Trainer, Problem)"/>
    /// <param name="arguments">Where.</param>
    /// <param name="resume">Goes to a checkpoint; returns its step.</param>
    internal static string? Resume(CheckpointArguments arguments, Func<string, long> resume)
    {
        var damaged = new List<string>();
        var path = CheckpointFolder.Newest(arguments.Folder, damaged);
        if (path is null && damaged.Count > 0)
            throw new RunException($"--checkpoint {arguments.Folder} holds no checkpoint that is whole: {damaged[0]}");
        foreach (var what in damaged) Console.Error.WriteLine($"warning: {Failure.OneLine(what)}");
        if (path is null) return $"no checkpoint in {arguments.Folder} yet: training begins";
        return string.Create(CultureInfo.InvariantCulture, $"resumed from {path}, after step {resume(path)}");
    }
}
