using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spans.Testing;

/// <summary>What a probe counted in a process of its own.</summary>
/// <param name="Bytes">Managed bytes allocated by all threads.</param>
/// <param name="Collections">Collections of any generation.</param>
/// <param name="Steps">The steps counted.</param>
public readonly record struct ProbeResult(long Bytes, int Collections, long Steps);

/// <summary>How a process ended and what it printed.</summary>
/// <param name="ExitCode">128 and the signal's number where one ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public readonly record struct ProcessResult(int ExitCode, string Output, string Errors);

/// <summary>Runs programs to their end, among them the scenarios of <c>Spans.AllocationProbe</c>.</summary>
public static class ChildProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Runs scenario <paramref name="scenario"/> and returns its counts; the child sees this process's environment.
    /// </summary>
    /// <exception cref="InvalidOperationException">The child failed, printed something else or took longer than three
    /// minutes.</exception>
    public static ProbeResult Probe(string scenario, params string[] arguments)
    {
        var start = Dotnet(
            AppContext.BaseDirectory,
            [Path.Combine(AppContext.BaseDirectory, "Spans.AllocationProbe.dll"), scenario, .. arguments]);
        var (code, printed, errors) = Run(start);
        if (code != 0) throw new InvalidOperationException($"Probe '{scenario}' ended with {code}: {errors}");
        var words = printed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 3)
            throw new InvalidOperationException($"Probe '{scenario}' printed '{printed}' instead of its counts.");
        var culture = CultureInfo.InvariantCulture;
        return new(long.Parse(words[0], culture), int.Parse(words[1], culture), long.Parse(words[2], culture));
    }

    /// <summary>Runs <c>Spans.GuardProbe</c>; <paramref name="progress"/> is where it says what it is at.</summary>
    public static ProcessResult Guard(string sweep, string progress) =>
        Run(Dotnet(AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "Spans.GuardProbe.dll"), sweep, progress));

    /// <summary>How to start <c>dotnet</c> in <paramref name="folder"/>, its output and errors redirected.</summary>
    public static ProcessStartInfo Dotnet(string folder, params IEnumerable<string> arguments) =>
        new(DotnetPath, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>Starts a process whose output and errors are redirected, and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">It took longer than three minutes.</exception>
    public static ProcessResult Run(ProcessStartInfo start)
    {
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        return Finish(child);
    }

    /// <summary>Waits for the end of a process whose output and errors are redirected, and reads them.</summary>
    /// <exception cref="InvalidOperationException">It took longer than three minutes.</exception>
    public static ProcessResult Finish(Process child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(s_limit))
        {
            child.Kill(entireProcessTree: true);
            throw new InvalidOperationException(
                $"A process ran longer than {s_limit.TotalMinutes} minutes: {child.StartInfo.FileName} "
                + string.Join(' ', child.StartInfo.ArgumentList));
        }
        return new(child.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>The program <c>dotnet</c> that runs this test.</summary>
    // Its runtime sits at <root>/shared/Microsoft.NETCore.App/<version>.
    public static string DotnetPath
    {
        get
        {
            if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host) return host;
            var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
            return File.Exists(beside) ? beside : name;
        }
    }
}
