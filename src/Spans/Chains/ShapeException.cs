namespace Spans.Chains;

/// <summary>A layer was given a shape it cannot take. The message names the layer, the given and the wanted shape.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Makes an exception with a message.</summary>
    public ShapeException(string message) : base(message) { }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public ShapeException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Makes an exception without a message.</summary>
    public ShapeException() { }
}
