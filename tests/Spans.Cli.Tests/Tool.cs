using System.Diagnostics;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>The tool as a process of its own, in a folder of its own.</summary>
internal static class Tool
{
    /// <summary>The assembly that <c>dotnet</c> runs.</summary>
    internal static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Spans.Cli.dll");

    /// <summary>Runs to the end.</summary>
    internal static ToolResult Run(string folder, params string[] arguments) => Run(Start(folder, arguments));

    /// <summary>Runs to the end with these environment variables set, or unset where null.</summary>
    internal static ToolResult RunWith(string folder, (string Name, string? Value)[] environment, params string[] arguments)
    {
        var start = Start(folder, arguments);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Run(start);
    }

    /// <summary>Runs a line of <c>sh</c> in which <c>spans</c> stands for the tool.</summary>
    internal static ToolResult Shell(string folder, string line)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "Did not run: there is no /bin/sh.");
        var script = $"spans() {{ '{ChildProcess.DotnetPath}' '{Assembly}' \"$@\"; }}; {line}";
        return Run(new ProcessStartInfo("/bin/sh", ["-c", script])
        { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
    }

    /// <summary>How to start the tool; output and errors are redirected.</summary>
    internal static ProcessStartInfo Start(string folder, params string[] arguments) =>
        ChildProcess.Dotnet(folder, [Assembly, .. arguments]);

    /// <summary>Waits for a process that was started.</summary>
    internal static ToolResult Finish(Process process) => Of(ChildProcess.Finish(process));

    private static ToolResult Run(ProcessStartInfo start) => Of(ChildProcess.Run(start));

    private static ToolResult Of(ProcessResult result) => new(result.ExitCode, result.Output, result.Errors);
}
