using System.CommandLine;
using Spans.Cli.Commands;
using Spans.Cli.Running;
using Spans.Data;

namespace Spans.Cli.Lab;

/// <summary>What an experiment was asked for.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="note">Told what goes on while it runs.</param>
internal sealed class LabArguments(ParseResult parsed, Action<string> note)
{
    /// <summary>The seed of everything random.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>Threads that share kernels; results do not depend on it.</summary>
    internal required int Threads { get; init; }

    /// <summary>Set when the user interrupts: asked between the parts of an experiment.</summary>
    internal required CancellationToken Cancellation { get; init; }

    /// <summary>The value of one of the experiment's own options.</summary>
    internal T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>What <c>--data</c> names.</summary>
    internal string Source(DataOptions options) => options.Read(parsed).Source;

    /// <summary>The data that options of the experiment name, with no rows held out for validation.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    internal Problem Load(DataOptions options) => ProblemSource.Load(options.Read(parsed), validation: 0, Seed);

    /// <summary>The data that options of the experiment name: a class for each row, no rows held out for validation.</summary>
    /// <exception cref="UsageException">They do not fit together, or are numbers to be predicted.</exception>
    internal Problem LoadClasses(DataOptions options)
    {
        var problem = Load(options);
        return problem.Task == LearningTask.Classification ? problem
            : throw new UsageException("--data must tell classes apart: a folder of images, 'digits' or a table of classes.");
    }

    /// <summary>Begins a part of the experiment: says so on a terminal, and ends it all if the user interrupted.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    internal void Begin(string part)
    {
        Cancellation.ThrowIfCancellationRequested();
        note(part);
    }
}
