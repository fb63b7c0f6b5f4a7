namespace Spans.Cli.Commands;

/// <summary>Where and how often <c>spans train</c> saves its training, and whether it goes on with one.</summary>
internal sealed record CheckpointArguments
{
    internal required string Folder { get; init; }

    /// <summary>Epochs between two; 0 where another measure is given.</summary>
    internal int Epochs { get; init; }

    /// <summary>Steps between two; 0 where another measure is given.</summary>
    internal int Steps { get; init; }

    /// <summary>Time between two; zero where another measure is given.</summary>
    internal TimeSpan Interval { get; init; }

    internal required int Keep { get; init; }

    internal required bool Resume { get; init; }

    /// <summary>The same for the library.</summary>
    internal Training.CheckpointOptions Options =>
        new(Folder) { Epochs = Epochs, Steps = Steps, Interval = Interval, Keep = Keep };
}
