using System.Diagnostics;
using System.Globalization;

namespace Spans.Tests.Fuzzing;

/// <summary>
/// Feeds a reader changed files for SPANS_FUZZ_SECONDS (1 where it is not set), from seed SPANS_FUZZ_SEED on. What is wrong is
/// told with its seed and, up to a kilobyte, its bytes: it becomes a test with a name.
/// </summary>
internal static class FuzzRun
{
    private const int Slowest = 5_000;
    private const long MostBytes = 400L << 20;

    /// <summary>
    /// Runs <paramref name="read"/>, which may throw what <paramref name="isDocumented"/> accepts and nothing else.
    /// </summary>
    internal static void Of(string reader, IReadOnlyList<byte[]> corpus, Action<byte[]> read, Func<Exception, bool> isDocumented)
    {
        var first = ulong.Parse(Variable("SPANS_FUZZ_SEED", "1"), CultureInfo.InvariantCulture);
        var time = TimeSpan.FromSeconds(double.Parse(Variable("SPANS_FUZZ_SECONDS", "1"), CultureInfo.InvariantCulture));
        var (start, seed, accepted) = (Stopwatch.GetTimestamp(), first, 0L);
        for (; Stopwatch.GetElapsedTime(start) < time; seed++)
        {
            var file = new Mutator(seed).Mutate(corpus);
            var (began, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                read(file);
                accepted++;
            }
            catch (Exception fault) when (isDocumented(fault))
            {
                Assert.True(!fault.Message.Any(char.IsControl),
                    Describe(reader, seed, file, $"the message has control characters: {fault.Message}"));
            }
            catch (Exception fault)
            {
                Assert.Fail(Describe(reader, seed, file, fault.ToString()));
            }
            var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            Assert.True(milliseconds < Slowest, Describe(reader, seed, file, $"it took {milliseconds:F0} ms"));
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            Assert.True(bytes < MostBytes, Describe(reader, seed, file, $"it allocated {bytes} bytes"));
        }
        TestContext.Current.SendDiagnosticMessage($"fuzz {reader}: seeds {first} to {seed - 1}, {accepted} files accepted");
        Assert.True(seed - first >= 20, $"Only {seed - first} files were tried.");
        Assert.True(accepted < (long)(seed - first), "Nothing was ever refused.");
    }

    private static string Describe(string reader, ulong seed, byte[] file, string what) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{reader}, seed {seed}: {what}\nfile of {file.Length} bytes: {(file.Length <= 1024 ? Convert.ToBase64String(file) : "run with SPANS_FUZZ_SEED set to the seed")}");

    private static string Variable(string name, string fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : fallback;
}
