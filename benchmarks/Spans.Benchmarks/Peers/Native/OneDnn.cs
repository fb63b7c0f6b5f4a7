using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// oneDNN through its C interface: the BLAS-like sgemm, and the matmul primitive with weights packed as it likes them.
/// </summary>
internal sealed unsafe class OneDnn
{
    public const string Install = "apt-get install libdnnl2";

    private readonly delegate* unmanaged<
        sbyte, sbyte, long, long, long, float, float*, long, float*, long, float, float*, long, int> _sgemm;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OneDnn(nint library)
    {
        Library = library;
        _sgemm =
            (delegate* unmanaged<sbyte, sbyte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)
            NativeLibrary.GetExport(library, "dnnl_sgemm");
        // Debian's build runs on OpenMP, which keeps the number of threads for each calling thread.
        if (NativeLibraries.TryLoad(out var openMp, "libgomp.so.1", "libomp.so.5"))
            _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(openMp, "omp_set_num_threads");
        var version = ((delegate* unmanaged<int*>)NativeLibrary.GetExport(library, "dnnl_version"))();
        (Major, Version) = (version[0], $"{version[0]}.{version[1]}.{version[2]}");
    }

    public nint Library { get; }

    public int Major { get; }

    public string Version { get; }

    /// <summary>Whether the structures of the matmul primitive are those this program knows.</summary>
    public bool HasMatmul => Major == 2;

    public static OneDnn? Find() =>
        NativeLibraries.TryLoad(out var library, "libdnnl.so.2", "libdnnl.so.3", "libdnnl.so", "dnnl") ? new OneDnn(library)
        : null;

    public IWork Product(Product product, int threads) => new SgemmWork(this, product, threads);

    public IWork PackedProduct(Product product, int threads) => new OneDnnMatmul(this, product, threads);

    public void UseThreads(int threads)
    {
        if (_setThreads != null) _setThreads(threads);
    }

    private sealed class SgemmWork(OneDnn dnn, Product p, int threads) : IWork
    {
        public void Run(int operations)
        {
            dnn.UseThreads(threads);
            for (var i = 0; i < operations; i++)
                _ = dnn._sgemm((sbyte)(p.TransposeA ? 'T' : 'N'), (sbyte)(p.TransposeB ? 'T' : 'N'), p.M, p.N, p.K,
                    1, p.A, p.TransposeA ? p.M : p.K, p.B, p.TransposeB ? p.K : p.N, 0, p.C, p.N);
        }

        public void Dispose() { }
    }
}
