using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spans.Testing;

/// <summary>What a probe counted in a process of its own.</summary>
/// <param name="Bytes">Managed bytes allocated by all threads.</param>
/// <param name="Collections">Collections of any generation.</param>
/// <param name="Steps">The steps counted.</param>
public readonly record struct ProbeResult(long Bytes, int Collections, long Steps);

/// <summary>Runs a scenario of <c>Spans.AllocationProbe</c> in a plain console process.</summary>
public static class ChildProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs scenario <paramref name="scenario"/> and returns its counts; the child sees this process's environment.</summary>
    /// <exception cref="InvalidOperationException">The child failed, printed something else or took longer than three minutes.</exception>
    public static ProbeResult Probe(string scenario, params string[] arguments)
    {
        var start = new ProcessStartInfo(DotnetPath) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Spans.AllocationProbe.dll"));
        start.ArgumentList.Add(scenario);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The probe did not start.");
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(s_limit))
        {
            child.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"Probe '{scenario}' ran longer than {s_limit.TotalMinutes} minutes.");
        }
        var printed = output.GetAwaiter().GetResult();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"Probe '{scenario}' ended with {child.ExitCode}: {errors.GetAwaiter().GetResult()}");
        var words = printed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 3) throw new InvalidOperationException($"Probe '{scenario}' printed '{printed}' instead of its counts.");
        var culture = CultureInfo.InvariantCulture;
        return new(long.Parse(words[0], culture), int.Parse(words[1], culture), long.Parse(words[2], culture));
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
