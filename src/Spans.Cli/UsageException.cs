namespace Spans.Cli;

/// <summary>The options contradict each other or the data: nothing was begun.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The run could not be finished; the message says why and what to do.</summary>
internal sealed class RunException(string message) : Exception(message);
