using Spectre.Console;

namespace Spans.Cli.Presentation;

/// <summary>Picks how a run is shown.</summary>
internal static class Display
{
    private const int PlainWidth = 400;

    internal static IDisplay Choose(bool json)
    {
        if (json) return new JsonDisplay(System.Console.Out);
        return IsPlain ? new PlainDisplay(System.Console.Out) : new LiveDisplay(AnsiConsole.Console);
    }

    /// <summary>The terminal; where there is none, or none with colours, one that writes lines as long as they come.</summary>
    internal static IAnsiConsole Console(out bool plain)
    {
        plain = IsPlain;
        if (!plain) return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(System.Console.Out),
        });
        console.Profile.Width = PlainWidth;
        return console;
    }

    private static bool IsPlain => System.Console.IsOutputRedirected
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || !AnsiConsole.Profile.Capabilities.Interactive;
}
