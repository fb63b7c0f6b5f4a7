using Xunit;

namespace Spans.Testing;

/// <summary>
/// Real data sets, which the repository does not hold: the folder that the environment variable SPANS_DATA names.
/// </summary>
public static class RealData
{
    /// <summary>The full name of a file or folder of it; the test is skipped, with the reason, where there is none.</summary>
    public static string Path(string relative)
    {
        var root = Environment.GetEnvironmentVariable("SPANS_DATA");
        if (string.IsNullOrEmpty(root)) Skip("set SPANS_DATA to a folder with the real data sets");
        var path = System.IO.Path.Combine(root!, relative);
        if (!System.IO.Path.Exists(path)) Skip($"SPANS_DATA has no {relative}");
        return path;
    }

    // Runners print the count of skipped tests but not why: the reason goes out as a message too.
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Skip(string reason)
    {
        TestContext.Current.SendDiagnosticMessage($"Did not run: {TestContext.Current.Test?.TestDisplayName}: {reason}.");
        Assert.Skip($"Did not run: {reason}.");
    }
}
