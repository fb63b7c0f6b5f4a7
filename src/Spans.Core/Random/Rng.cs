namespace Spans.Random;

/// <summary>
/// A counter-based generator (Philox 4x32-10; Salmon et al. 2011): element i of stream (seed, step, stream) is a pure function of
/// those four numbers, so results never depend on the order or number of calls, on threads or on the instruction set.
/// Use each element of a stream for one purpose only; <see cref="Child"/> opens further streams.
/// </summary>
/// <param name="Seed">The run's seed: the key.</param>
/// <param name="Step">The training step, epoch or the like.</param>
/// <param name="Stream">The consumer: a layer, a tensor.</param>
/// <remarks>
/// A Philox block gives four words. Elements go to blocks in groups of 64 = 16 blocks x 4 words, word after word, so that
/// registers of 4, 8 or 16 lanes all write their words to consecutive elements.
/// </remarks>
public readonly record struct Rng(ulong Seed, ulong Step, uint Stream)
{
    /// <summary>Elements in one stream: 2^34.</summary>
    public const ulong Elements = 1UL << 34;

    internal const int Group = 64;
    internal const int BlocksPerGroup = 16;

    // Keys of children differ from the parent's, so a child's seed is no word that the parent hands out.
    private const ulong ChildKey = 0x5851F42D4C957F2D;
    private const ulong RetryKey = 0x9E3779B97F4A7C15;

    /// <summary>32 random bits: element <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is 2^34 or more.</exception>
    public uint Bits(ulong index)
    {
        if (index >= Elements) Throw.OutOfRange(nameof(index), index, "below 2^34");
        var block = (uint)(index / Group * BlocksPerGroup + index % BlocksPerGroup);
        var words = Philox.Block(block, Stream, (uint)Step, (uint)(Step >> 32), (uint)Seed, (uint)(Seed >> 32));
        return (index / BlocksPerGroup % 4) switch { 0 => words.X0, 1 => words.X1, 2 => words.X2, _ => words.X3 };
    }

    /// <summary>64 random bits: elements 2 · <paramref name="index"/> and the next.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is 2^33 or more.</exception>
    public ulong Bits64(ulong index)
    {
        if (index >= Elements / 2) Throw.OutOfRange(nameof(index), index, "below 2^33");
        return Bits(2 * index) | (ulong)Bits(2 * index + 1) << 32;
    }

    /// <summary>A multiple of 2^−24 in [0, 1), each equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is 2^34 or more.</exception>
    public float Uniform(ulong index) => (Bits(index) >> 8) * (1f / (1 << 24));

    /// <summary>A normal deviate of mean 0 and standard deviation 1; at most 6.4 from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is 2^34 or more.</exception>
    public double Normal(ulong index) => NormalQuantile.OfBits(Bits(index));

    /// <summary>
    /// An integer in [0, <paramref name="bound"/>), each equally likely (Lemire 2019: multiply, shift and reject).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="bound"/> is not positive, or <paramref name="index"/> is 2^34 or more.
    /// </exception>
    public int Below(ulong index, int bound)
    {
        Throw.IfNotPositive(bound);
        return Below(Bits(index), index, (uint)bound);
    }

    /// <summary>
    /// The stream of child <paramref name="id"/>, with a seed of its own: for a consumer that itself needs steps and streams.
    /// </summary>
    public Rng Child(uint id)
    {
        var key = Seed ^ ChildKey;
        var words = Philox.Block(id, Stream, (uint)Step, (uint)(Step >> 32), (uint)key, (uint)(key >> 32));
        return new Rng(words.X0 | (ulong)words.X1 << 32, 0, 0);
    }

    /// <summary>Turns element <paramref name="index"/> into an integer below <paramref name="bound"/>.</summary>
    internal int Below(uint bits, ulong index, uint bound)
    {
        var product = (ulong)bits * bound;
        if ((uint)product < bound)
        {
            // 2^32 is no multiple of the bound: the first 2^32 mod bound products would be once too often.
            var uneven = (0u - bound) % bound;
            var retry = this;
            while ((uint)product < uneven)
            {
                retry = retry with { Seed = retry.Seed + RetryKey };
                product = (ulong)retry.Bits(index) * bound;
            }
        }
        return (int)(product >> 32);
    }
}
