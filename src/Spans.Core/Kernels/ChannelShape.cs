using Spans.Memory;
using Spans.Threading;

namespace Spans.Kernels;

/// <summary>
/// How kernels that treat channels one by one see a batch: [batch, channels, inner]. Vectors have inner 1, so that neighbouring
/// channels share a register; images have inner = height · width, so that a register lies within one channel.
/// </summary>
internal readonly record struct ChannelShape(int Batch, int Channels, int Inner)
{
    // Three sweeps over this many elements take about 10 µs.
    private const int WorthwhilePart = 1 << 16;

    /// <summary>Floats of a row.</summary>
    internal int Row => Channels * Inner;

    /// <summary>Values of one channel.</summary>
    internal long Count => (long)Batch * Inner;

    /// <summary>Floats from one array of a number per channel to the next, so that each starts on a 64-byte boundary.</summary>
    internal int Stride => StrideOf(Channels);

    internal static int StrideOf(int channels) => (channels + Slab.Granularity - 1) & -Slab.Granularity;

    /// <summary>Parts to cut the channels into.</summary>
    internal int Parts(Team team) => (int)Math.Clamp((long)Batch * Row / WorthwhilePart, 1, team.Members);

    /// <summary>The channels of a part.</summary>
    internal (int Start, int End) Range(int part, int parts) =>
        Stripe.Of(Channels, part, parts, Inner == 1 ? Slab.Granularity : 1);

    /// <summary>Throws unless all extents are positive and <paramref name="length"/> is their product.</summary>
    internal void Check(int length, string name)
    {
        Throw.IfNotPositive(Batch, "batch");
        Throw.IfNotPositive(Channels, "channels");
        Throw.IfNotPositive(Inner, "inner");
        Throw.IfNotLength(length, (long)Batch * Channels * Inner, name);
    }
}
