using System.Globalization;

namespace Spans.Diagnostics.GradientChecks;

/// <summary>What a gradient check found of one tensor.</summary>
public sealed record TensorCheck
{
    /// <summary>Its name: <c>weight</c>, <c>bias</c>, <c>input</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its elements.</summary>
    public required int Elements { get; init; }

    /// <summary>Elements probed.</summary>
    public required int Probed { get; init; }

    /// <summary>
    /// Probed elements at which the differences do not settle as the step shrinks: a kink such as ReLU's at 0 lies within reach.
    /// They say nothing about the gradient and are left out of the verdict.
    /// </summary>
    public required int Kinks { get; init; }

    /// <summary>The largest error, as <see cref="GradientCheckOptions.Tolerance"/> measures it.</summary>
    public required double WorstError { get; init; }

    /// <summary>The element it was found at; −1 if none was judged.</summary>
    public required int WorstElement { get; init; }

    /// <summary>The layer's gradient there.</summary>
    public required double Analytic { get; init; }

    /// <summary>The extrapolated central difference there.</summary>
    public required double Numerical { get; init; }

    /// <summary>
    /// Whether every judged element was within the tolerance, and at least half of the probed ones could be judged.
    /// </summary>
    public required bool Passed { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Passed ? "ok  " : "FAIL")} {Name}: worst error {WorstError:G3} at element {WorstElement} of {Elements} (analytic {Analytic:G6}, numerical {Numerical:G6}), {Probed} probed, {Kinks} at kinks");
}
