namespace Spans.Minimizers.Dense;

/// <summary>Exchanges two rows and the same two columns of a symmetric matrix kept as its lower triangle.</summary>
internal static class SymmetricSwap
{
    /// <summary>Swaps rows and columns <paramref name="i"/> &lt; <paramref name="k"/> of the lower triangle of [n, n].</summary>
    public static void Lower(Span<double> a, int n, int i, int k)
    {
        for (var j = 0; j < i; j++) (a[i * n + j], a[k * n + j]) = (a[k * n + j], a[i * n + j]);
        for (var j = i + 1; j < k; j++) (a[j * n + i], a[k * n + j]) = (a[k * n + j], a[j * n + i]);
        for (var j = k + 1; j < n; j++) (a[j * n + i], a[j * n + k]) = (a[j * n + k], a[j * n + i]);
        (a[i * n + i], a[k * n + k]) = (a[k * n + k], a[i * n + i]);
    }
}
