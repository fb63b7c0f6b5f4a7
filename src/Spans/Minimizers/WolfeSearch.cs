using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// A step that satisfies the strong Wolfe conditions φ(α) ≤ φ(0) + c₁ α φ'(0) and abs(φ'(α)) ≤ c₂ abs(φ'(0)), where
/// φ(α) = f(x + α d). Source: Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease", 1994.
/// </summary>
/// <remarks>
/// Where values differ by rounding alone the first condition is noise; it is then judged by slopes: φ'(α) ≤ (2 c₁ − 1) φ'(0)
/// (the approximate Wolfe condition of Hager and Zhang, 2005). From values that are not finite the search steps back.
/// </remarks>
/// <param name="Decrease">c₁, between 0 and c₂.</param>
/// <param name="Curvature">c₂, below 1.</param>
internal readonly record struct WolfeSearch(double Decrease, double Curvature) : ILineSearch
{
    private const int MaxTrials = 30;

    // So many values that differ from φ(0) by no more than rounding show that there is nothing to find.
    private const int MostFlat = 6;

    // An interval this narrow, relative to its upper end, holds no better step.
    private const double NarrowestInterval = 1e-15;
    private const double Expansion = 4;
    private const double LeastExpansion = 1.1;
    private const double LeastShrink = 0.66;
    private const double BackOff = 0.25;

    /// <inheritdoc/>
    public LinePoint Search<T>(ref MinimizerRun<T> run, in Line<T> line, in LinePoint origin, double first, double longest)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (value, slope) = (origin.Value, origin.Slope);
        var (best, other, bracketed, modified) = (origin, origin, false, true);
        var noise = MinimizerRun<T>.Noise(value);
        var trial = Math.Min(first, longest);
        var (width, olderWidth) = (double.PositiveInfinity, double.PositiveInfinity);
        var (last, flats) = (origin, 0);
        for (var trials = 0; trials < MaxTrials && flats < MostFlat && !run.Interrupted(); trials++)
        {
            last = line.At(ref run, trial);
            if (!double.IsFinite(last.Value))
            {
                longest = best.Step + 0.9 * (trial - best.Step);
                trial = best.Step + BackOff * (trial - best.Step);
                if (trial == best.Step) break;
                continue;
            }
            var enough = value + trial * Decrease * slope;
            if (last.Value <= enough && Math.Abs(last.Slope) <= -Curvature * slope) return last;
            var flat = last.Slope >= Curvature * slope && last.Slope <= (2 * Decrease - 1) * slope;
            if (flat && last.Value <= value + noise) return last;
            if (Math.Abs(last.Value - value) <= noise) flats++;
            if (trial >= longest && last.Value <= enough && last.Slope <= Decrease * slope) return last;
            if (modified && last.Value <= enough && last.Slope >= 0) modified = false;
            if (modified && last.Value <= best.Value && last.Value > enough)
            {
                // Until φ minus its target line has come below zero, that difference is what is interpolated.
                var tilt = Decrease * slope;
                (best, other) = (best.Tilted(-tilt), other.Tilted(-tilt));
                trial = Advance(ref best, ref other, last.Tilted(-tilt), ref bracketed, longest);
                (best, other) = (best.Tilted(tilt), other.Tilted(tilt));
            }
            else
            {
                trial = Advance(ref best, ref other, last, ref bracketed, longest);
            }
            if (!bracketed)
            {
                trial = Math.Min(trial, longest);
                continue;
            }
            var newWidth = Math.Abs(other.Step - best.Step);
            if (newWidth >= LeastShrink * olderWidth) trial = best.Step + 0.5 * (other.Step - best.Step);
            (olderWidth, width) = (width, newWidth);
            if (newWidth <= NarrowestInterval * Math.Max(best.Step, other.Step)) break;
        }
        // No step meets both conditions: the best one that lowers f enough is still progress.
        if (best.Step > 0 && best.Value <= value + best.Step * Decrease * slope)
            return last.Step == best.Step ? last : line.At(ref run, best.Step);
        line.Return(run.X);
        return origin;
    }

    // Takes the trial into the interval and gives the next one: section 4 of the paper.
    private static double Advance(ref LinePoint best, ref LinePoint other, LinePoint trial, ref bool bracketed, double longest)
    {
        double next;
        var opposite = trial.Slope * Math.Sign(best.Slope) < 0;
        if (trial.Value > best.Value)
        {
            // A minimum lies between.
            var cubic = Cubic(best, trial, out _);
            var width = trial.Step - best.Step;
            var quadratic = best.Step + 0.5 * best.Slope / ((best.Value - trial.Value) / width + best.Slope) * width;
            next = Math.Abs(cubic - best.Step) < Math.Abs(quadratic - best.Step) ? cubic : cubic + (quadratic - cubic) / 2;
            bracketed = true;
        }
        else if (opposite)
        {
            var cubic = Cubic(trial, best, out _);
            var secant = Secant(trial, best);
            next = Math.Abs(cubic - trial.Step) > Math.Abs(secant - trial.Step) ? cubic : secant;
            bracketed = true;
        }
        else if (Math.Abs(trial.Slope) < Math.Abs(best.Slope))
        {
            var cubic = Cubic(trial, best, out var beyond);
            var ahead = trial.Step > best.Step;
            var (nearest, farthest) = Range(best, trial, longest);
            if (!beyond) cubic = bracketed ? other.Step : farthest;
            var secant = Secant(trial, best);
            if (bracketed)
            {
                next = Math.Abs(cubic - trial.Step) < Math.Abs(secant - trial.Step) ? cubic : secant;
                var limit = trial.Step + LeastShrink * (other.Step - trial.Step);
                next = ahead ? Math.Min(limit, next) : Math.Max(limit, next);
            }
            else
            {
                next = Math.Abs(cubic - trial.Step) > Math.Abs(secant - trial.Step) ? cubic : secant;
                next = Math.Clamp(next, nearest, farthest);
            }
        }
        else
        {
            var (nearest, farthest) = Range(best, trial, longest);
            next = bracketed ? Cubic(trial, other, out _) : trial.Step > best.Step ? farthest : nearest;
        }
        if (trial.Value > best.Value)
        {
            other = trial;
        }
        else
        {
            if (opposite) other = best;
            best = trial;
        }
        return next;
    }

    private static (double Nearest, double Farthest) Range(LinePoint best, LinePoint trial, double longest)
    {
        var ahead = trial.Step - best.Step;
        var nearest = Math.Min(trial.Step + (LeastExpansion - 1) * ahead, longest);
        return (nearest, Math.Max(nearest, Math.Min(trial.Step + Expansion * ahead, longest)));
    }

    // The minimum of the cubic through two values and slopes.
    private static double Cubic(LinePoint from, LinePoint to, out bool beyond)
    {
        var theta = 3 * (from.Value - to.Value) / (to.Step - from.Step) + from.Slope + to.Slope;
        var scale = Math.Max(Math.Abs(theta), Math.Max(Math.Abs(from.Slope), Math.Abs(to.Slope)));
        var square = theta / scale * (theta / scale) - from.Slope / scale * (to.Slope / scale);
        var gamma = scale * Math.Sqrt(Math.Max(0, square));
        if (to.Step < from.Step) gamma = -gamma;
        var ratio = (gamma - from.Slope + theta) / (gamma - from.Slope + gamma + to.Slope);
        beyond = ratio < 0 && gamma != 0;
        return from.Step + ratio * (to.Step - from.Step);
    }

    private static double Secant(LinePoint trial, LinePoint best) =>
        trial.Step + trial.Slope / (trial.Slope - best.Slope) * (best.Step - trial.Step);
}
