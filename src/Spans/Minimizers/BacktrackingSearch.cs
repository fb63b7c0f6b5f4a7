using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// The first step of a shrinking sequence with φ(α) ≤ φ(0) + c₁ α φ'(0) (Armijo, 1966). Each shrink goes to the minimum of the
/// parabola through φ(0), φ'(0) and φ(α), kept between a tenth and a half of α.
/// </summary>
/// <param name="Decrease">c₁, between 0 and 1.</param>
internal readonly record struct BacktrackingSearch(double Decrease) : ILineSearch
{
    private const int MaxTrials = 60;

    /// <inheritdoc/>
    public LinePoint Search<T>(ref MinimizerRun<T> run, in Line<T> line, in LinePoint origin, double first, double longest)
        where T : struct, IFloatingPointIeee754<T>
    {
        var trial = Math.Min(first, longest);
        for (var trials = 0; trials < MaxTrials && !run.Interrupted(); trials++)
        {
            var point = line.At(ref run, trial);
            if (point.Value <= origin.Value + Decrease * trial * origin.Slope) return point;
            var parabola = -origin.Slope * trial * trial / (2 * (point.Value - origin.Value - origin.Slope * trial));
            trial = double.IsFinite(parabola) ? Math.Clamp(parabola, 0.1 * trial, 0.5 * trial) : 0.1 * trial;
        }
        line.Return(run.X);
        return origin;
    }
}
