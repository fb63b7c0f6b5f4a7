using System.Numerics;

namespace Spans.Minimizers;

/// <summary>What distinguishes the methods that search along one direction after another.</summary>
internal interface IDirectionRule<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Writes the next direction.</summary>
    /// <param name="run">At the point the search leaves from.</param>
    /// <param name="gradient">There.</param>
    /// <param name="direction">Written.</param>
    void Direct(ref MinimizerRun<T> run, ReadOnlySpan<T> gradient, Span<T> direction);

    /// <summary>The first step to try along it.</summary>
    double FirstStep(ReadOnlySpan<T> x, ReadOnlySpan<T> gradient, in LinePoint origin);

    /// <summary>Learns from an accepted step.</summary>
    /// <param name="step">s = the move of x.</param>
    /// <param name="change">y = the change of the gradient.</param>
    /// <param name="gradient">The new one.</param>
    /// <param name="from">The origin of the search.</param>
    /// <param name="to">Where it ended.</param>
    void Learn(ReadOnlySpan<T> step, ReadOnlySpan<T> change, ReadOnlySpan<T> gradient, LinePoint from, LinePoint to);

    /// <summary>Begins with what was carried over from another sample of the function, if anything.</summary>
    void Recall(MinimizerMemory<T> memory);

    /// <summary>The function is about to change: drops what holds for this sample alone, and writes down what stays.</summary>
    void Change(MinimizerMemory<T>? memory);

    /// <summary>Forgets what was learnt, so that the next direction is −∇f; false if nothing was.</summary>
    bool Forget();
}

/// <summary>A rule for the length of a step.</summary>
internal interface ILineSearch
{
    /// <summary>Leaves x and its gradient at the step found, or at the origin (step 0).</summary>
    /// <param name="run">The evaluations.</param>
    /// <param name="line">Where to search.</param>
    /// <param name="origin">φ(0) and φ'(0), which is negative.</param>
    /// <param name="first">The first step tried.</param>
    /// <param name="longest">No step is longer; +∞ for none.</param>
    LinePoint Search<T>(ref MinimizerRun<T> run, in Line<T> line, in LinePoint origin, double first, double longest)
        where T : struct, IFloatingPointIeee754<T>;
}

/// <summary>The loop of every line-search method: direction, step along it, learn.</summary>
internal static class LineDescent
{
    // A decrease promised below this many times the rounding error of f cannot be told from it.
    private const double HiddenByRounding = 16;

    // So many iterations in a row that neither lowered f beyond rounding nor found a smaller gradient end a search.
    private const int MostIdle = 5;

    public static MinimizerReport Run<T, TRule, TSearch>(ref MinimizerRun<T> run, ref TRule rule, TSearch search)
        where T : struct, IFloatingPointIeee754<T>
        where TRule : IDirectionRule<T>, allows ref struct
        where TSearch : struct, ILineSearch
    {
        var n = run.X.Length;
        var origin = run.Workspace.Elements(n);
        var oldGradient = run.Workspace.Elements(n);
        var gradient = run.Workspace.Elements(n);
        var direction = run.Workspace.Elements(n);
        var line = new Line<T> { Origin = origin, Direction = direction, OriginGradient = oldGradient, Gradient = gradient };
        var value = run.ValueAndGradient(gradient);
        var proceeds = run.Start(value, Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient));
        var promised = double.PositiveInfinity;
        var (curvature, fruitless) = (0.0, 0);
        if (run.Workspace.Memory is { } memory) rule.Recall(memory);
        var (smallest, idle, idlePromise) = (Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient), 0, 0.0);
        while (proceeds)
        {
            rule.Direct(ref run, gradient, direction);
            var from = new LinePoint(0, value, Vectors.Dot<T>(gradient, direction));
            run.X.CopyTo(origin);
            gradient.CopyTo(oldGradient);
            var to = from;
            var failures = run.NonFinite;
            if (from.Slope < 0 && double.IsFinite(from.Slope))
            {
                var first = rule.FirstStep(origin, gradient, from);
                promised = Math.Min(promised, -from.Slope * first);
                to = search.Search(ref run, line, from, first, Bounds.Longest<T>(run.Problem, origin, direction));
            }
            if (to.Step == 0)
            {
                if (run.Reason != StopReason.None) break;
                if (rule.Forget()) continue;
                // On another sample there may be a way down.
                if (run.IsSampled && ++fruitless < MostIdle)
                {
                    Change(ref run, ref rule, gradient, out value);
                    (smallest, idle) = (Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient), 0);
                    if (double.IsFinite(value)) continue;
                    run.Reason = StopReason.NonFinite;
                    break;
                }
                promised = Attainable<T>(promised, from.Slope, curvature, direction);
                run.Reason = run.NonFinite > failures ? StopReason.NonFinite : NoProgress<T>(promised, value);
                break;
            }
            // origin and oldGradient become s and y.
            Vectors.Subtract(run.X, origin, origin);
            Vectors.Subtract(gradient, oldGradient, oldGradient);
            curvature = Vectors.Dot<T>(origin, oldGradient) / Vectors.Dot<T>(origin, origin);
            promised = Attainable<T>(promised, from.Slope, curvature, direction);
            rule.Learn(origin, oldGradient, gradient, from, to);
            var norm = Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient);
            idle = value - to.Value <= MinimizerRun<T>.Noise(value) && norm >= smallest ? idle + 1 : 0;
            idlePromise = idle == 0 ? 0 : Math.Max(idlePromise, promised);
            smallest = Math.Min(smallest, norm);
            proceeds = run.Continue(to.Value, norm, value - to.Value, Vectors.Norm<T>(origin));
            fruitless = 0;
            var changes = run.IsDue();
            if (proceeds && idle == MostIdle && !run.IsSampled)
            {
                run.Reason = NoProgress<T>(idlePromise, value);
                proceeds = false;
            }
            value = to.Value;
            promised = double.PositiveInfinity;
            if (!proceeds || !(changes || (run.IsSampled && idle == MostIdle))) continue;
            Change(ref run, ref rule, gradient, out value);
            (smallest, idle, curvature) = (Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient), 0, 0);
            if (double.IsFinite(value)) continue;
            run.Reason = StopReason.NonFinite;
            break;
        }
        Bounds.Multipliers(run.Problem, run.X, gradient, run.Workspace);
        return run.Report(value, Bounds.ProjectedNorm<T>(run.Problem, run.X, gradient));
    }

    // Both ends of every later difference are of the new sample.
    private static void Change<T, TRule>(ref MinimizerRun<T> run, ref TRule rule, Span<T> gradient, out double value)
        where T : struct, IFloatingPointIeee754<T>
        where TRule : IDirectionRule<T>, allows ref struct
    {
        rule.Change(run.Workspace.Memory);
        run.NextSample();
        value = run.ValueAndGradient(gradient);
    }

    // What a parabola of the curvature last met would give along the direction, where the rule promised more.
    private static double Attainable<T>(double promised, double slope, double curvature, ReadOnlySpan<T> direction)
        where T : struct, IFloatingPointIeee754<T> =>
        curvature > 0 ? Math.Min(promised, 0.5 * slope * slope / (curvature * Vectors.Dot(direction, direction))) : promised;

    /// <summary>Why nothing helps: rounding, if the gradient promised no more than it hides; else the two disagree.</summary>
    public static StopReason NoProgress<T>(double promised, double value) where T : struct, IFloatingPointIeee754<T> =>
        promised <= HiddenByRounding * MinimizerRun<T>.Noise(value) ? StopReason.PrecisionReached : StopReason.LineSearchFailed;
}
