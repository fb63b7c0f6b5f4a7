namespace Spans.Benchmarks.Peers;

/// <summary>One library, in one setting, that answers the question of one contest.</summary>
public interface IContestant : IDisposable
{
    /// <summary>Library and setting: <c>PyTorch tuned, avx512</c>.</summary>
    string Name { get; }

    /// <summary>The library alone: bars and ratios take the fastest setting of a family.</summary>
    string Family { get; }

    /// <summary>Threads it may use.</summary>
    int Threads { get; }

    /// <summary>Runs until caches, pools, allocators and the JIT are in their steady state.</summary>
    void WarmUp(TimeSpan atLeast);

    /// <summary>Times operations for about <paramref name="window"/>.</summary>
    Reading Measure(TimeSpan window);
}

/// <summary>One window's result.</summary>
/// <param name="Nanoseconds">Per operation: the window's mean, or the median call where tails are asked for.</param>
/// <param name="Allocated">Managed bytes per operation, process-wide; NaN where there is no managed heap.</param>
/// <param name="P99">The 99th percentile of single calls; NaN where calls are not timed singly.</param>
/// <param name="P999">The 99.9th percentile.</param>
public readonly record struct Reading(
    double Nanoseconds, double Allocated = double.NaN, double P99 = double.NaN, double P999 = double.NaN);

/// <summary>Names of families that bars refer to.</summary>
public static class Family
{
    public const string Spans = "Spans";
    public const string Peak = "FMA peak";
    public const string OpenBlas = "OpenBLAS";
    public const string OneDnn = "oneDNN";
    public const string PyTorch = "PyTorch";
    public const string LibTorch = "libtorch";
    public const string NumPy = "NumPy";
    public const string OnnxRuntime = "ONNX Runtime";
    public const string Eigen = "Eigen";
    public const string MathNet = "MathNet";
    public const string PlainLoops = "plain C# loops";
}
