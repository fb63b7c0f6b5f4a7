using Spans.Diagnostics.Load;

namespace Spans.Tests.Diagnostics.Load;

/// <summary>Percentiles against sorted durations.</summary>
public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    [InlineData(1)]
    [InlineData(0)]
    public void Percentile_AnyShare_IsWithinABucketOfTheSorted(double share)
    {
        var random = new System.Random(1);
        var values = new long[10_000];
        var histogram = new LatencyHistogram();
        for (var i = 0; i < values.Length; i++) histogram.Add(values[i] = (long)Math.Exp(random.NextDouble() * 20));
        Array.Sort(values);
        var exact = values[Math.Max(1, (int)Math.Ceiling(share * values.Length)) - 1];
        Assert.InRange(histogram.Percentile(share), exact, exact + exact / 128 + 1);
    }

    [Fact]
    public void Add_EveryPowerOfTwoAndItsNeighbours_CountsNoneTooLow()
    {
        for (var bit = 0; bit < 40; bit++)
            foreach (var value in (long[])[(1L << bit) - 1, 1L << bit, (1L << bit) + 1])
            {
                var histogram = new LatencyHistogram();
                histogram.Add(value);
                histogram.Add(LatencyHistogram.Longest);
                Assert.InRange(histogram.Percentile(0.5), value, value + value / 128 + 1);
            }
    }

    [Fact]
    public void Add_OutOfRange_CountsAsTheEnds()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(-5);
        histogram.Add(long.MaxValue);
        Assert.Equal((2, 0, LatencyHistogram.Longest), (histogram.Count, histogram.Percentile(0.5), histogram.Maximum));
        Assert.Equal(LatencyHistogram.Longest, histogram.Percentile(1));
    }

    [Fact]
    public void Add_Another_JoinsBoth()
    {
        LatencyHistogram a = new(), b = new();
        a.Add(10);
        b.Add(200);
        a.Add(b);
        Assert.Equal((2, 10, 200), (a.Count, a.Percentile(0.5), a.Maximum));
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new LatencyHistogram().Percentile(0.99));

    [Fact]
    public void Percentile_ShareAboveOne_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyHistogram().Percentile(1.1));

    [Fact]
    public void Run_CallThatFails_IsToldOnceAllThreadsHaveEnded()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => LoadTest.Run(
            static i => throw new ArithmeticException("no"), 2, TimeSpan.Zero, TimeSpan.FromMilliseconds(20)));
        Assert.IsType<ArithmeticException>(fault.InnerException);
    }

    [Fact]
    public void Run_Calls_AreCountedAndTimed()
    {
        var report = LoadTest.Run(static _ => Thread.Sleep(1), 2, TimeSpan.Zero, TimeSpan.FromMilliseconds(300), windows: 3);
        Assert.Equal(3, report.Windows.Count);
        Assert.InRange(report.Calls, 2, 700);
        Assert.InRange(report.Latency.Percentile(0), 1_000_000, long.MaxValue);
    }
}
