namespace Spans.Benchmarks.Peers;

/// <summary>Random inputs that predictions take turns with, so that no call sees the data of the one before.</summary>
internal sealed class Samples
{
    private readonly float[] _values;

    public Samples(int length)
    {
        Length = length;
        _values = GC.AllocateUninitializedArray<float>(length * InProcessCalls.Samples, pinned: true);
        var random = new System.Random(7);
        foreach (ref var x in _values.AsSpan()) x = random.NextSingle() * 2 - 1;
    }

    public int Length { get; }

    public ReadOnlySpan<float> this[int sample] => _values.AsSpan(sample * Length, Length);
}
