using Spans.Minimizers;

namespace Spans.Tests.Minimizers.Mgh;

/// <summary>A sum of squares Σ r² that notes at which evaluation it first came to a known minimum.</summary>
internal sealed class Watch(MghFunction function, MghRow row) : IDifferentiableVector<double>
{
    public int Dimension => function.Dimension;

    public int Count => function.Count;

    public int Evaluations { get; private set; }

    public int ToTarget { get; private set; }

    public void Values(ReadOnlySpan<double> x, Span<double> result)
    {
        function.Values(x, result);
        Evaluations++;
        var sum = 0.0;
        foreach (var r in result) sum += r * r;
        if (ToTarget == 0 && row.IsMinimum(sum)) ToTarget = Evaluations;
    }

    public void Jacobian(ReadOnlySpan<double> x, Span<double> result) => function.Jacobian(x, result);
}
