using System.Numerics.Tensors;
using Spans.Chains;

namespace Spans.Diagnostics.Learning;

/// <summary>What was seen of one parameter tensor at the steps looked at.</summary>
public sealed class TensorRecord
{
    private const int Kept = 64;

    // More tell no more, and a look must stay cheap.
    private const int MostElements = 1 << 13;
    private readonly float[] _ratios = new float[Kept];
    private int _looks;

    internal TensorRecord(string name, ParameterSpec spec)
    {
        Name = name;
        Spec = spec;
    }

    /// <summary>Its name: <c>0.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The root mean square of its elements when first looked at.</summary>
    public double FirstRms { get; private set; }

    /// <summary>The root mean square of its elements when last looked at.</summary>
    public double Rms { get; private set; }

    /// <summary>The root mean square of its gradient at the first step.</summary>
    public double FirstGradientRms { get; private set; }

    /// <summary>The root mean square of its gradient when last looked at.</summary>
    public double GradientRms { get; private set; }

    /// <summary>How its gradient spread when last looked at: of a large tensor one element in so many.</summary>
    public ValueHistogram Gradients { get; } = new();

    /// <summary>The largest root mean square of its gradient.</summary>
    public double LargestGradientRms { get; private set; }

    /// <summary>
    /// ‖change of a step‖ / ‖tensor‖, the middle one of the last steps looked at: near 1e-3 where learning goes well. NaN before
    /// that.
    /// </summary>
    public double UpdateRatio
    {
        get
        {
            var count = Math.Min(_ratioCount, Kept);
            if (count == 0) return double.NaN;
            Span<float> sorted = stackalloc float[Kept];
            sorted = sorted[..count];
            _ratios.AsSpan(0, count).CopyTo(sorted);
            sorted.Sort();
            return sorted[count / 2];
        }
    }

    internal ParameterSpec Spec { get; }

    /// <summary>Whether all elements were equal at first.</summary>
    internal bool BeganEqual { get; private set; }

    private int _ratioCount;

    internal void Look(ReadOnlySpan<float> values, ReadOnlySpan<float> gradient)
    {
        Rms = RootMeanSquare(values);
        GradientRms = RootMeanSquare(gradient);
        Gradients.Look(gradient, (gradient.Length + MostElements - 1) / MostElements);
        LargestGradientRms = Math.Max(LargestGradientRms, GradientRms);
        if (_looks++ != 0) return;
        (FirstRms, FirstGradientRms) = (Rms, GradientRms);
        BeganEqual = values.Length > 1 && values.IndexOfAnyExcept(values[0]) < 0;
    }

    internal void Change(ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        var size = TensorPrimitives.SumOfSquares(before);
        if (size == 0) return;
        var distance = TensorPrimitives.Distance(before, after);
        _ratios[_ratioCount++ % Kept] = distance / MathF.Sqrt(size);
    }

    private static double RootMeanSquare(ReadOnlySpan<float> values) =>
        values.IsEmpty ? 0 : Math.Sqrt(TensorPrimitives.SumOfSquares(values) / values.Length);
}
