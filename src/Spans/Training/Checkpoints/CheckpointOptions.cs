namespace Spans.Training;

/// <summary>
/// Where and how often a training saves what it needs to go on. It also saves when it is cancelled and when it ends.
/// </summary>
/// <param name="Folder">The folder, made if need be, for the checkpoints of this training alone.</param>
public sealed record CheckpointOptions(string Folder)
{
    /// <summary>After every so many epochs; 0 for not at the end of epochs. Default 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>After every so many steps; 0 for not by steps. Default 0.</summary>
    public int Steps { get; init; }

    /// <summary>After the step that ends so much time since the last; zero for not by the clock. Default zero.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How many checkpoints stay, one or more; older ones are removed once a new one is on disk. Default 3.</summary>
    public int Keep { get; init; } = 3;

    /// <exception cref="ArgumentException">A number is out of its range, or no folder is given.</exception>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        Throw.IfNegative(Epochs);
        Throw.IfNegative(Steps);
        Throw.IfNotPositive(Keep);
        if (Interval < TimeSpan.Zero) Throw.OutOfRange(nameof(Interval), Interval, "zero or more");
    }
}
