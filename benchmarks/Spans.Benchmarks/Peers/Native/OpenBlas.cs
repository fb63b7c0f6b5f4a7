using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>OpenBLAS through its CBLAS interface.</summary>
internal sealed unsafe class OpenBlas
{
    public const string Install = "apt-get install libopenblas0-pthread";

    private const int RowMajor = 101, AsIs = 111, Transposed = 112;
    private readonly delegate* unmanaged<
        int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged<int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemv;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlas(nint library)
    {
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(library, "cblas_sgemm");
        _sgemv = (delegate* unmanaged<int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(library, "cblas_sgemv");
        _setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        var config = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_config"))();
        var core = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_corename"))();
        Version = $"{NativeLibraries.Text(config).Split(' ').ElementAtOrDefault(1)} ({NativeLibraries.Text(core)})";
    }

    /// <summary>The version and the kernels it chose.</summary>
    public string Version { get; }

    /// <summary>The installed library, or null.</summary>
    public static OpenBlas? Find() =>
        NativeLibraries.TryLoad(out var library, "libopenblas.so.0", "libopenblas.so", "libopenblas", "openblas")
            ? new OpenBlas(library)
            : null;

    public IWork Product(Product product, int threads) => new GemmWork(this, product, threads);

    /// <summary>One row times a matrix by sgemv.</summary>
    public IWork RowProduct(Product product, int threads) => new GemvWork(this, product, threads);

    private sealed class GemmWork(OpenBlas blas, Product p, int threads) : IWork
    {
        public void Run(int operations)
        {
            blas._setThreads(threads);
            for (var i = 0; i < operations; i++)
                blas._sgemm(RowMajor, p.TransposeA ? Transposed : AsIs, p.TransposeB ? Transposed : AsIs, p.M, p.N, p.K,
                    1, p.A, p.TransposeA ? p.M : p.K, p.B, p.TransposeB ? p.K : p.N, 0, p.C, p.N);
        }

        public void Dispose() { }
    }

    private sealed class GemvWork(OpenBlas blas, Product p, int threads) : IWork
    {
        public void Run(int operations)
        {
            blas._setThreads(threads);
            for (var i = 0; i < operations; i++)
                blas._sgemv(RowMajor, Transposed, p.K, p.N, 1, p.B, p.N, p.A, 1, 0, p.C, 1);
        }

        public void Dispose() { }
    }
}
