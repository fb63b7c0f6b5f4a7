namespace Spans.Core.Tests.Kernels;

/// <summary>Batch normalisation as it is written down, in double.</summary>
internal sealed record BatchNormReference(int Batch, int Channels, int Inner, double Epsilon)
{
    internal double[] Mean { get; } = new double[Channels];

    internal double[] Variance { get; } = new double[Channels];

    internal double[] Sums { get; } = new double[Channels];

    internal double[] Products { get; } = new double[Channels];

    internal double Count => Batch * (double)Inner;

    internal static float[] Numbers(int seed, int count, double mean = 0, double scale = 1)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = (float)(mean + scale * (random.NextDouble() * 4 - 2));
        return numbers;
    }

    internal void TakeStatistics(float[] x)
    {
        Array.Clear(Mean);
        Array.Clear(Variance);
        for (var i = 0; i < x.Length; i++) Mean[Channel(i)] += x[i] / Count;
        for (var i = 0; i < x.Length; i++) Variance[Channel(i)] += (x[i] - Mean[Channel(i)]) * (x[i] - Mean[Channel(i)]) / Count;
    }

    internal double[] Forward(float[] x, float[]? gamma, float[]? beta)
    {
        var y = new double[x.Length];
        for (var i = 0; i < y.Length; i++) y[i] = (gamma?[Channel(i)] ?? 1) * Normal(x, i) + (beta?[Channel(i)] ?? 0);
        return y;
    }

    internal double[] Backward(float[] x, float[] dy, float[]? gamma, bool ofBatch)
    {
        for (var i = 0; i < x.Length; i++)
        {
            Sums[Channel(i)] += dy[i];
            Products[Channel(i)] += dy[i] * Normal(x, i);
        }
        var dx = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var c = Channel(i);
            var common = ofBatch ? (Sums[c] + Normal(x, i) * Products[c]) / Count : 0;
            dx[i] = (gamma?[c] ?? 1) / Math.Sqrt(Variance[c] + Epsilon) * (dy[i] - common);
        }
        return dx;
    }

    private double Normal(float[] x, int i) => (x[i] - Mean[Channel(i)]) / Math.Sqrt(Variance[Channel(i)] + Epsilon);

    private int Channel(int i) => i / Inner % Channels;
}
