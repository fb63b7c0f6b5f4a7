using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Kernels;

/// <summary>The matrix products of OpenBLAS and oneDNN, where Debian's packages have them, on one thread.</summary>
internal static unsafe partial class NativeBlas
{
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    /// <summary>Whether libopenblas0-pthread is installed; its environment must not force a kernel.</summary>
    public static bool HasOpenBlas { get; } = TryOpenBlas();

    /// <summary>Whether libdnnl2 is installed.</summary>
    public static bool HasOneDnn { get; } = TryOneDnn();

    public static string OpenBlasConfiguration => HasOpenBlas ? Marshal.PtrToStringUTF8(openblas_get_config()) ?? "" : "absent";

    /// <summary>c[m, n] = op(a) op(b).</summary>
    public static void OpenBlas(GemmShape s, float* a, float* b, float* c) =>
        cblas_sgemm(RowMajor, s.TransposesA ? Transpose : NoTranspose, s.TransposesB ? Transpose : NoTranspose, s.M, s.N, s.K,
            1, a, s.TransposesA ? s.M : s.K, b, s.TransposesB ? s.K : s.N, 0, c, s.N);

    /// <summary>y[n] = x[k] b[k, n].</summary>
    public static void OpenBlasVector(GemmShape s, float* a, float* b, float* c) =>
        cblas_sgemv(RowMajor, Transpose, s.K, s.N, 1, b, s.N, a, 1, 0, c, 1);

    /// <summary>c[m, n] = op(a) op(b).</summary>
    public static void OneDnn(GemmShape s, float* a, float* b, float* c) =>
        _ = dnnl_sgemm((byte)(s.TransposesA ? 'T' : 'N'), (byte)(s.TransposesB ? 'T' : 'N'), s.M, s.N, s.K,
            1, a, s.TransposesA ? s.M : s.K, b, s.TransposesB ? s.K : s.N, 0, c, s.N);

    private static bool TryOpenBlas()
    {
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out _)) return false;
        openblas_set_num_threads(1);
        return true;
    }

    private static bool TryOneDnn()
    {
        if (!NativeLibrary.TryLoad("libdnnl.so.2", out _)) return false;
        omp_set_num_threads(1);
        return true;
    }

    [LibraryImport("libopenblas.so.0")]
    private static partial void openblas_set_num_threads(int threads);

    [LibraryImport("libopenblas.so.0")]
    private static partial nint openblas_get_config();

    [LibraryImport("libopenblas.so.0")]
    private static partial void cblas_sgemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb,
        float beta, float* c, int ldc);

    [LibraryImport("libopenblas.so.0")]
    private static partial void cblas_sgemv(
        int order, int trans, int m, int n, float alpha, float* a, int lda, float* x, int incx, float beta,
        float* y, int incy);

    [LibraryImport("libgomp.so.1")]
    private static partial void omp_set_num_threads(int threads);

    [LibraryImport("libdnnl.so.2")]
    private static partial int dnnl_sgemm(
        byte transA, byte transB, long m, long n, long k, float alpha, float* a, long lda, float* b, long ldb,
        float beta, float* c, long ldc);
}
