using System.Numerics.Tensors;

namespace Spans.Diagnostics.Learning;

/// <summary>
/// How values spread when last looked at: counts in equal parts from the least to the greatest. Looking allocates nothing.
/// </summary>
public sealed class ValueHistogram
{
    /// <summary>Parts.</summary>
    public const int Bins = 32;

    private readonly int[] _counts = new int[Bins];

    /// <summary>The smallest value.</summary>
    public float Least { get; private set; }

    /// <summary>The largest value.</summary>
    public float Greatest { get; private set; }

    /// <summary>
    /// How many values fall in each of <see cref="Bins"/> equal parts from <see cref="Least"/> to <see cref="Greatest"/>; all 0
    /// where they are equal or not finite.
    /// </summary>
    public ReadOnlySpan<int> Counts => _counts;

    // One value in so many: of a matrix the first rows alone may be of inputs that are always 0.
    internal void Look(ReadOnlySpan<float> values, int stride)
    {
        Array.Clear(_counts);
        if (values.IsEmpty) return;
        (Least, Greatest) = (values[0], values[0]);
        if (stride == 1) (Least, Greatest) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        else for (var i = 0; i < values.Length; i += stride)
            (Least, Greatest) = (MathF.Min(Least, values[i]), MathF.Max(Greatest, values[i]));
        if (!(Greatest > Least) || !float.IsFinite(Greatest - Least)) return;
        var scale = Bins / (Greatest - Least);
        for (var i = 0; i < values.Length; i += stride) _counts[Math.Min(Bins - 1, (int)((values[i] - Least) * scale))]++;
    }
}
