namespace Spans.Benchmarks.Peers.Managed;

/// <summary>The three loops anyone would write, in both orders.</summary>
internal sealed class PlainLoops(Product p, bool innermostOverK) : IWork
{
    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            if (innermostOverK) Ijk(p.SpanA, p.SpanB, p.SpanC, p.M, p.N, p.K);
            else Ikj(p.SpanA, p.SpanB, p.SpanC, p.M, p.N, p.K);
    }

    public void Dispose() { }

    private static void Ijk(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k)
    {
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0f;
                for (var l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j];
                c[i * n + j] = sum;
            }
    }

    private static void Ikj(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k)
    {
        c.Clear();
        for (var i = 0; i < m; i++)
            for (var l = 0; l < k; l++)
            {
                var x = a[i * k + l];
                for (var j = 0; j < n; j++) c[i * n + j] += x * b[l * n + j];
            }
    }
}
