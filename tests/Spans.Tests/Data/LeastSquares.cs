using Spans.Data;

namespace Spans.Tests.Data;

/// <summary>Ordinary least squares in double precision by the normal equations: what linear regression must reach.</summary>
internal static class LeastSquares
{
    internal static double TestRmse(PreparedData prepared)
    {
        var w = Solve(prepared);
        var squares = 0.0;
        for (var i = 0; i < prepared.Test.Count; i++)
        {
            var row = prepared.Rows.Test[i];
            var error = Predict(prepared.Data.Row(row), w) - prepared.Data.Values[row];
            squares += error * error;
        }
        return Math.Sqrt(squares / prepared.Test.Count);
    }

    private static double Predict(ReadOnlySpan<float> x, double[] w)
    {
        var y = w[^1];
        for (var i = 0; i < x.Length; i++) y += x[i] * w[i];
        return y;
    }

    // A ridge of 1e-9 settles one-hot columns, which add up to a constant; it moves predictions by less than the tolerance.
    private static double[] Solve(PreparedData prepared)
    {
        var n = prepared.Data.InputShape.Elements + 1;
        var a = new double[n, n + 1];
        for (var i = 0; i < prepared.Train.Count; i++)
        {
            var row = prepared.Rows.Train[i];
            double[] x = [.. prepared.Data.Row(row).ToArray().Select(v => (double)v), 1];
            for (var r = 0; r < n; r++)
            {
                for (var c = 0; c < n; c++) a[r, c] += x[r] * x[c];
                a[r, n] += x[r] * prepared.Data.Values[row];
            }
        }
        for (var r = 0; r < n; r++) a[r, r] += 1e-9 * prepared.Train.Count;
        for (var k = 0; k < n; k++)
            for (var r = 0; r < n; r++)
            {
                if (r == k) continue;
                var factor = a[r, k] / a[k, k];
                for (var c = k; c <= n; c++) a[r, c] -= factor * a[k, c];
            }
        return [.. Enumerable.Range(0, n).Select(r => a[r, n] / a[r, r])];
    }
}
