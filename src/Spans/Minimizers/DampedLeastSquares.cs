using Spans.Minimizers.Dense;

namespace Spans.Minimizers;

/// <summary>
/// The step p of ‖D p‖ ≤ Δ that minimises ‖r + J p‖, from the pivoted QR of J: p = −(JᵀJ + λ D²)⁻¹ Jᵀ r, where λ is zero or makes
/// ‖D p‖ equal Δ within a tenth. Source: Moré 1978, §§3 and 5.
/// </summary>
internal readonly ref struct DampedLeastSquares
{
    private const double Slack = 0.1;
    private const int MaxTrials = 10;
    private const double Least = 2.2250738585072014e-308;

    /// <summary>[n, rows]: R above the diagonal.</summary>
    public required ReadOnlySpan<double> Columns { get; init; }

    /// <summary>max(m, n).</summary>
    public required int Rows { get; init; }

    /// <summary>[n], the diagonal of R.</summary>
    public required Span<double> Diagonal { get; init; }

    /// <summary>[n].</summary>
    public required Span<int> Pivots { get; init; }

    /// <summary>D [n].</summary>
    public required Span<double> Scale { get; init; }

    /// <summary>The first n of Qᵀ r.</summary>
    public required ReadOnlySpan<double> Rotated { get; init; }

    /// <summary>[n, n], the triangle of J stacked on √λ D.</summary>
    public required Span<double> Triangle { get; init; }

    /// <summary>[n].</summary>
    public required Span<double> Work { get; init; }

    /// <summary>[n].</summary>
    public required Span<double> Row { get; init; }

    /// <summary>Writes p and returns λ.</summary>
    /// <param name="radius">Δ.</param>
    /// <param name="damping">The λ to begin with: the last one.</param>
    /// <param name="step">[n], receives p.</param>
    public double Solve(double radius, double damping, Span<double> step)
    {
        var n = step.Length;
        var rank = 0;
        while (rank < n && Diagonal[rank] != 0) rank++;
        Rotated[..n].CopyTo(Work);
        Work[rank..].Clear();
        HouseholderQr.SolveUpper(Columns, Rows, Diagonal, rank, Work[..rank]);
        for (var j = 0; j < n; j++) step[Pivots[j]] = -Work[j];
        var length = ScaledLength(step);
        var excess = length - radius;
        if (excess <= Slack * radius) return 0;

        var lower = 0.0;
        if (rank == n)
        {
            ScaledDirection(step, length);
            for (var j = 0; j < n; j++)
            {
                var column = Columns.Slice(j * Rows, j);
                Work[j] = (Work[j] - Vectors.Dot(column, Work[..j])) / Diagonal[j];
            }
            lower = excess / radius / Vectors.Dot<double>(Work, Work);
        }
        for (var j = 0; j < n; j++)
        {
            var product = Vectors.Dot(Columns.Slice(j * Rows, j), Rotated[..j]) + Diagonal[j] * Rotated[j];
            Work[j] = product / Scale[Pivots[j]];
        }
        var gradient = Vectors.Norm<double>(Work);
        var upper = gradient / radius;
        if (upper == 0) upper = Least / Math.Min(radius, Slack);
        damping = Math.Min(Math.Max(damping, lower), upper);
        if (damping == 0) damping = gradient / length;
        for (var trial = 1; ; trial++)
        {
            if (damping == 0) damping = Math.Max(Least, 0.001 * upper);
            SolveDamped(Math.Sqrt(damping), step);
            length = ScaledLength(step);
            var before = excess;
            excess = length - radius;
            if (Math.Abs(excess) <= Slack * radius || (lower == 0 && excess <= before && before < 0) || trial == MaxTrials)
                return damping;
            // Newton's step for 1/Δ − 1/‖D p(λ)‖ = 0.
            ScaledDirection(step, length);
            for (var j = 0; j < n; j++)
            {
                Work[j] /= Triangle[j * n + j];
                Vectors.AddScaled<double>(-Work[j], Triangle.Slice(j * n + j + 1, n - j - 1), Work[(j + 1)..]);
            }
            var correction = excess / radius / Vectors.Dot<double>(Work, Work);
            if (excess > 0) lower = Math.Max(lower, damping);
            else upper = Math.Min(upper, damping);
            damping = Math.Max(lower, damping + correction);
        }
    }

    // Rotates the rows of √λ D into R, one after the other, and solves the triangle that results.
    private void SolveDamped(double root, Span<double> step)
    {
        var n = step.Length;
        for (var i = 0; i < n; i++)
        {
            Triangle[i * n + i] = Diagonal[i];
            for (var j = i + 1; j < n; j++) Triangle[i * n + j] = Columns[j * Rows + i];
        }
        Rotated[..n].CopyTo(Work);
        for (var j = 0; j < n; j++)
        {
            Row.Clear();
            Row[j] = root * Scale[Pivots[j]];
            var carried = 0.0;
            for (var k = j; k < n; k++)
            {
                if (Row[k] == 0) continue;
                var line = Triangle.Slice(k * n, n);
                var size = double.Hypot(line[k], Row[k]);
                var (cos, sin) = (line[k] / size, Row[k] / size);
                line[k] = size;
                (Work[k], carried) = (cos * Work[k] + sin * carried, cos * carried - sin * Work[k]);
                for (var i = k + 1; i < n; i++) (line[i], Row[i]) = (cos * line[i] + sin * Row[i], cos * Row[i] - sin * line[i]);
            }
        }
        for (var k = n - 1; k >= 0; k--)
        {
            var line = Triangle.Slice(k * n, n);
            Work[k] = line[k] == 0 ? 0 : (Work[k] - Vectors.Dot<double>(line[(k + 1)..], Work[(k + 1)..])) / line[k];
        }
        for (var j = 0; j < n; j++) step[Pivots[j]] = -Work[j];
    }

    private double ScaledLength(ReadOnlySpan<double> step)
    {
        for (var i = 0; i < step.Length; i++) Row[i] = Scale[i] * step[i];
        return Vectors.Norm<double>(Row);
    }

    // Pᵀ D (D p) / ‖D p‖.
    private void ScaledDirection(ReadOnlySpan<double> step, double length)
    {
        for (var j = 0; j < step.Length; j++) Work[j] = Scale[Pivots[j]] * (Scale[Pivots[j]] * step[Pivots[j]] / length);
    }
}
