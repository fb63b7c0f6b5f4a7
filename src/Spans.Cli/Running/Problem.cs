using Spans.Data;

namespace Spans.Cli.Running;

/// <summary>Data made ready: what to train, validate and test on, and what the numbers mean.</summary>
internal sealed record Problem
{
    /// <summary>What it is, in a line: <c>digits: 12000 images [1, 28, 28] of 10 classes</c>.</summary>
    internal required string Title { get; init; }

    internal required DataView Train { get; init; }

    internal DataView? Validation { get; init; }

    internal DataView? Test { get; init; }

    internal required Preprocessing Preprocessing { get; init; }

    /// <summary>What a person should know, such as categories that training rows lack.</summary>
    internal IReadOnlyList<string> Warnings { get; init; } = [];

    internal LearningTask Task => Preprocessing.Target.Task;
}
