using Spectre.Console;

namespace Spans.Cli.Presentation;

/// <summary>Picks how a run is shown.</summary>
internal static class Display
{
    internal static IDisplay Choose(bool json)
    {
        if (json) return new JsonDisplay(Console.Out);
        var plain = Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || !AnsiConsole.Profile.Capabilities.Interactive;
        return plain ? new PlainDisplay(Console.Out) : new LiveDisplay(AnsiConsole.Console);
    }
}
