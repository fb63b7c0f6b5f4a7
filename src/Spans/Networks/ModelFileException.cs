namespace Spans.Networks;

/// <summary>A model file is damaged, foreign or newer than this library. The message names the file and the reason.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Makes an exception with a message.</summary>
    public ModelFileException(string message) : base(message) { }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public ModelFileException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Makes an exception without a message.</summary>
    public ModelFileException() { }
}
