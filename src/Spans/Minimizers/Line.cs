using System.Numerics;

namespace Spans.Minimizers;

/// <summary>φ(α) = f(x + α d) and where its points are evaluated.</summary>
internal readonly ref struct Line<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>x: a copy of the point the search leaves from.</summary>
    public required ReadOnlySpan<T> Origin { get; init; }

    /// <summary>d.</summary>
    public required ReadOnlySpan<T> Direction { get; init; }

    /// <summary>∇f(x).</summary>
    public required ReadOnlySpan<T> OriginGradient { get; init; }

    /// <summary>∇f at the last point evaluated.</summary>
    public required Span<T> Gradient { get; init; }

    /// <summary>Moves X to x + α d and evaluates there.</summary>
    public LinePoint At(ref MinimizerRun<T> run, double step)
    {
        Vectors.Line(Origin, step, Direction, run.X);
        // Rounding may have carried the end of the step over a bound.
        Bounds.Project(run.Problem, run.X);
        var value = run.ValueAndGradient(Gradient);
        return new LinePoint(step, value, double.IsFinite(value) ? Vectors.Dot<T>(Gradient, Direction) : double.NaN);
    }

    /// <summary>Moves X and the gradient back to the origin.</summary>
    public void Return(Span<T> x)
    {
        Origin.CopyTo(x);
        OriginGradient.CopyTo(Gradient);
    }
}

/// <summary>A point of a line search.</summary>
/// <param name="Step">α.</param>
/// <param name="Value">φ(α).</param>
/// <param name="Slope">φ'(α).</param>
internal readonly record struct LinePoint(double Step, double Value, double Slope)
{
    /// <summary>The same point of φ(α) + tilt · α.</summary>
    public LinePoint Tilted(double tilt) => new(Step, Value + tilt * Step, Slope + tilt);
}
