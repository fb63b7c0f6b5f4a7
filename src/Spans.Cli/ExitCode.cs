namespace Spans.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int WrongUsage = 2;
    internal const int Interrupted = 130;
    internal const int Terminated = 143;
}
