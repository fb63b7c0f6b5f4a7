namespace Spans.Training;

/// <summary>A checkpoint is of another training than the one that is to go on from it. The message names what differs.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes an exception with a message.</summary>
    public CheckpointException(string message) : base(message) { }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public CheckpointException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Makes an exception without a message.</summary>
    public CheckpointException() { }
}
