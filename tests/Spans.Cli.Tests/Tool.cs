using System.Diagnostics;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>The tool as a process of its own, in a folder of its own.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

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
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"spans() {{ '{ChildProcess.DotnetPath}' '{Assembly}' \"$@\"; }}; {line}");
        return Run(start);
    }

    /// <summary>How to start the tool; output and errors are redirected.</summary>
    internal static ProcessStartInfo Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(ChildProcess.DotnetPath)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Waits for a process that was started and has printed nothing yet.</summary>
    internal static ToolResult Finish(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The tool ran longer than {s_limit.TotalMinutes} minutes.");
        }
        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    private static ToolResult Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
        return Finish(process);
    }
}
