using System.Runtime.CompilerServices;
using Spans.Kernels;
using Spans.Threading;

namespace Spans.Losses;

/// <summary>One batch as a loss sees it.</summary>
public readonly ref struct LossPass
{
    /// <summary>[batch, units].</summary>
    public required ReadOnlySpan<float> Prediction { get; init; }

    /// <summary>Rows.</summary>
    public required int Batch { get; init; }

    /// <summary>Outputs of the network for one row.</summary>
    public required int Units { get; init; }

    /// <summary>[batch, <see cref="ILoss.Targets"/>] target values; empty where <see cref="Labels"/> are given.</summary>
    public ReadOnlySpan<float> Values { get; init; }

    /// <summary>[batch] class indices; empty where <see cref="Values"/> are given.</summary>
    public ReadOnlySpan<int> Labels { get; init; }

    /// <summary>[batch] weight of each sample; empty for ones.</summary>
    public ReadOnlySpan<float> SampleWeights { get; init; }

    /// <summary>What each row's loss is multiplied by: 1 / rows of the global batch for a mean.</summary>
    public required float Scale { get; init; }

    /// <summary>[batch, units], to be written; empty for the value alone. May be the prediction's memory.</summary>
    public Span<float> Gradient { get; init; }

    /// <summary>The threads that share kernels.</summary>
    public required Team Team { get; init; }

    /// <summary>Throws unless everything fits; a row has <paramref name="targets"/> target values or one label.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Check(int targets)
    {
        ArgumentNullException.ThrowIfNull(Team);
        Throw.IfNotPositive(Batch);
        Throw.IfNotPositive(Units);
        Throw.IfNotLength(Prediction.Length, (long)Batch * Units);
        if (!Values.IsEmpty && !Labels.IsEmpty)
            Throw.Argument(nameof(Labels), "Values and Labels are both given; a batch has one or the other.");
        if (Labels.IsEmpty) Throw.IfNotLength(Values.Length, (long)Batch * targets);
        else CheckLabels(targets);
        if (!SampleWeights.IsEmpty) Throw.IfNotLength(SampleWeights.Length, Batch);
        if (Gradient.IsEmpty) return;
        Throw.IfNotLength(Gradient.Length, Prediction.Length);
        Throw.IfPartialOverlap(Prediction, Gradient, nameof(Gradient));
        Throw.IfOverlap(Values, Gradient, nameof(Gradient));
        Throw.IfOverlap(SampleWeights, Gradient, nameof(Gradient));
        Throw.IfOverlap(Labels, Gradient, nameof(Gradient));
    }

    /// <summary>Throws unless everything fits a loss over two or more classes with these weights, if any.</summary>
    internal void CheckClasses(ReadOnlySpan<float> classWeights)
    {
        if (Units < 2) Throw.OutOfRange(nameof(Units), Units, "two or more for a cross-entropy over classes");
        if (!classWeights.IsEmpty) Throw.IfNotLength(classWeights.Length, Units);
        Check(Units);
    }

    /// <summary>
    /// Σ l(x, t) over all elements times <paramref name="scale"/>, and its gradient, by the one driver of elementwise losses.
    /// </summary>
    internal double Elementwise<F>(F formula, double scale, ReadOnlySpan<float> columnWeights = default)
        where F : struct, ILossFormula
    {
        if (!columnWeights.IsEmpty) Throw.IfNotLength(columnWeights.Length, Units);
        Check(Units);
        return scale * LossElements.Evaluate(formula, Kernel(scale, columnWeights));
    }

    /// <summary>The batch as kernels see it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal LossBatch Kernel(double scale, ReadOnlySpan<float> columnWeights) => new()
    {
        Prediction = Prediction,
        Units = Units,
        Values = Values,
        Labels = Labels,
        SampleWeights = SampleWeights,
        ColumnWeights = columnWeights,
        Scale = (float)scale,
        Gradient = Gradient,
        Team = Team,
    };

    /// <summary>
    /// What a mean over rows is multiplied by so that it is divided by the sum of the weights of the rows' labels instead: rows /
    /// Σ weights; 0 where all weights are 0, since nothing is then to be learned. 1 without weights or labels.
    /// </summary>
    internal double MeanFactor(ReadOnlySpan<float> classWeights)
    {
        if (classWeights.IsEmpty || Labels.IsEmpty) return 1;
        var sum = 0.0;
        foreach (var label in Labels) sum += classWeights[label];
        return sum == 0 ? 0 : Batch / sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckLabels(int targets)
    {
        Throw.IfNotLength(Labels.Length, Batch);
        var largest = Math.Max(1, targets - 1);
        var row = Labels.IndexOfAnyExceptInRange(0, largest);
        if (row >= 0) Throw.OutOfRange($"{nameof(Labels)}[{row}]", Labels[row], $"between 0 and {largest}");
    }
}
