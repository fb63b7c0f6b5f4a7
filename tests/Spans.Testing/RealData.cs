using Xunit;

namespace Spans.Testing;

/// <summary>Real data sets, which the repository does not hold: the folder that the environment variable SPANS_DATA names.</summary>
public static class RealData
{
    /// <summary>The full name of a file or folder of it; the test is skipped, with the reason, where there is none.</summary>
    public static string Path(string relative)
    {
        var root = Environment.GetEnvironmentVariable("SPANS_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "Did not run: set SPANS_DATA to a folder with the real data sets.");
        var path = System.IO.Path.Combine(root!, relative);
        Assert.SkipUnless(System.IO.Path.Exists(path), $"Did not run: SPANS_DATA has no {relative}.");
        return path;
    }
}
