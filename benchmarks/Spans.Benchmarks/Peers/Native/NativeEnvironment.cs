using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// The environment native libraries read. The runtime works on a copy of it, so a variable that would hold a peer back has to be
/// taken out of the C library's own, before the peer is loaded.
/// </summary>
internal static partial class NativeEnvironment
{
    /// <summary>Settings a shell may carry that change a peer's kernels, threads or allocator.</summary>
    public static IReadOnlyList<string> Distorting { get; } =
    [
        "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OPENBLAS_MAIN_FREE", "BLIS_ARCH_TYPE",
        "ATEN_CPU_CAPABILITY", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OMP_PROC_BIND", "GOMP_SPINCOUNT", "MKL_NUM_THREADS",
        "DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA", "NPY_DISABLE_CPU_FEATURES",
        "MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_ARENA_MAX",
    ];

    /// <summary>Takes them out, here and for child processes; returns those that were set.</summary>
    public static List<string> Clean()
    {
        var removed = new List<string>();
        foreach (var name in Distorting)
        {
            if (Environment.GetEnvironmentVariable(name) is not { } value) continue;
            removed.Add($"{name}={value}");
            Environment.SetEnvironmentVariable(name, null);
            if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) _ = unsetenv(name);
        }
        return removed;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);
}
