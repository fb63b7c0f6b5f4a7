using Spans.Random;

namespace Spans.Initializers;

/// <summary>Fills of mean 0 and a given standard deviation.</summary>
internal static class Deviate
{
    internal static void Uniform(Span<float> parameter, Rng rng, double deviation)
    {
        var bound = (float)(Math.Sqrt(3) * deviation);
        RngFill.Uniform(rng, 0, parameter, -bound, bound);
    }

    internal static void Normal(Span<float> parameter, Rng rng, double deviation) =>
        RngFill.Normal(rng, 0, parameter, 0, (float)deviation);

    /// <summary>A number of connections as a divisor.</summary>
    internal static double Count(long connections)
    {
        if (connections < 1) Throw.OutOfRange(nameof(connections), connections, "one or more: a layer's fan");
        return connections;
    }
}
