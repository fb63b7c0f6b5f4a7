using System.Runtime.CompilerServices;
using Spans.Kernels;
using Spans.Lanes;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Core.Tests.Kernels;

[Trait("Category", "Numeric")]
public class UpdateTests
{
    // a ← g + p a;  b ← a + b;  c ← c + g;  p ← p − (a + 2 b + 4 c): every input reaches every output, exactly on small integers.
    private readonly struct Mixed(float weight) : IUpdateRule
    {
        public static int States => 3;

        public static bool SquaresGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new(weight, h: weight);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(in UpdateConstants<V> constants, ref V parameter, V gradient, ref V a, ref V b, ref V c)
            where V : struct, ILanes<V>
        {
            a = gradient + parameter * a;
            b += a;
            c += gradient;
            parameter -= (constants.A * (a + 2 * b) + constants.H * 4 * c);
        }
    }

    private readonly struct Plain : IUpdateRule
    {
        public static int States => 0;

        public static bool SquaresGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UpdateConstants<V> Constants<V>() where V : struct, ILanes<V> => new();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<V>(
            in UpdateConstants<V> constants, ref V parameter, V gradient, ref V state0, ref V state1, ref V state2)
            where V : struct, ILanes<V> =>
            parameter -= gradient;
    }

    [Fact]
    public void Apply_AnyLengthOfIntegers_IsExact()
    {
        for (var n = 0; n <= 130; n++)
        {
            for (var decayed = 0; decayed <= n; decayed += 13)
            {
                float[] p = Integers(n, 3), g = Integers(n, 5), s = Integers(3 * n, 7), before = [.. p], state = [.. s];
                var terms =
                    new UpdateTerms { GradientScale = 2, GradientLimit = 5, Decayed = decayed, L1 = 2, L2 = 3, Shrink = 0.5f };
                Update.Apply(new Mixed(1), terms, p, g, s, Team.Single);
                for (var i = 0; i < n; i++)
                {
                    var gradient = Math.Clamp(2.0 * g[i], -5, 5);
                    double parameter = before[i];
                    if (i < decayed)
                    {
                        gradient += 3 * parameter + 2 * Math.Sign(parameter);
                        parameter *= 0.5;
                    }
                    var a = gradient + parameter * state[i];
                    var b = state[n + i] + a;
                    var c = state[2 * n + i] + gradient;
                    Assert.Equal(a, s[i]);
                    Assert.Equal(b, s[n + i]);
                    Assert.Equal(c, s[2 * n + i]);
                    Assert.Equal(parameter - (a + 2 * b + 4 * c), p[i]);
                }
            }
        }
    }

    [Fact]
    public void Apply_AnyLength_WritesNothingBesideItsSpans()
    {
        for (var n = 0; n <= 130; n++)
        {
            var memory = Enumerable.Repeat(42f, 6 * n + 40).ToArray();
            Span<float> p = memory.AsSpan(8, n), g = memory.AsSpan(n + 16, n), s = memory.AsSpan(2 * n + 24, 3 * n);
            g.Fill(1);
            Update.Apply(new Mixed(1), new UpdateTerms(), p, g, s, Team.Single);
            p.Fill(42);
            g.Fill(42);
            s.Fill(42);
            Assert.All(memory, value => Assert.Equal(42, value));
        }
    }

    [Theory, InlineData(2), InlineData(3), InlineData(4), InlineData(7)]
    public void Apply_AnyTeam_GivesTheSameBits(int members)
    {
        const int n = 300_007;
        float[] p = Waves(n, 1), g = Waves(n, 2), s = Waves(3 * n, 3), sharedP = [.. p], sharedS = [.. s];
        var terms = new UpdateTerms
        {
            GradientScale = 0.3f, GradientLimit = 0.2f, Decayed = 123_457, L1 = 0.01f, L2 = 0.02f,
            Shrink = 0.03f
        };
        using var team = new Team(members);
        for (var step = 0; step < 3; step++)
        {
            Update.Apply(new Mixed(0.1f), terms, p, g, s, Team.Single);
            Update.Apply(new Mixed(0.1f), terms, sharedP, g, sharedS, team);
        }
        Tolerance.CheckBits(p, sharedP, "parameters");
        Tolerance.CheckBits(s, sharedS, "state");
    }

    [Theory, InlineData(float.PositiveInfinity), InlineData(1f)]
    public void Apply_NaNGradient_ReachesTheParameter(float limit)
    {
        for (var at = 0; at < 40; at++)
        {
            float[] p = new float[40], g = new float[40], s = new float[120];
            g[at] = float.NaN;
            Update.Apply(new Mixed(1), new UpdateTerms { GradientLimit = limit }, p, g, s, Team.Single);
            for (var i = 0; i < 40; i++) Assert.Equal(i == at, float.IsNaN(p[i]));
            Assert.True(float.IsNaN(s[at]));
        }
    }

    [Fact]
    public void Apply_InfiniteGradient_IsClampedOrPassed()
    {
        float[] p = [0, 0], g = [float.PositiveInfinity, float.NegativeInfinity];
        Update.Apply(new Plain(), new UpdateTerms { GradientLimit = 3 }, p, g, default, Team.Single);
        Assert.Equal([-3, 3], p);
        Update.Apply(new Plain(), new UpdateTerms(), p, g, default, Team.Single);
        Assert.Equal([float.NegativeInfinity, float.PositiveInfinity], p);
    }

    [Fact]
    public void Apply_TinyGradientsAndState_BecomeZero()
    {
        foreach (var n in new[] { 1, 7, 16, 33 })
        {
            foreach (var tiny in new[] { 1e-45f, -1e-45f, 1e-40f, 1.4e-36f, -1.4e-36f })
            {
                float[] p = new float[n], g = new float[n], s = new float[3 * n];
                s.AsSpan().Fill(tiny);
                Update.Apply(new Mixed(0), new UpdateTerms(), p, g, s, Team.Single);
                Assert.All(s, value => Assert.Equal(0, value));
                g.AsSpan().Fill(tiny);
                Update.Apply(new Plain(), new UpdateTerms(), p, g, default, Team.Single);
                Assert.All(p, value => Assert.Equal(0, value));
            }
            float[] kept = new float[n], small = Enumerable.Repeat(1e-35f, n).ToArray();
            Update.Apply(new Plain(), new UpdateTerms(), kept, small, default, Team.Single);
            Assert.All(kept, value => Assert.Equal(-1e-35f, value));
            // A rule that squares loses gradients below 2^-63 = 1.08e-19, but none above.
            foreach (var (gradient, expected) in new[] { (1e-19f, 0f), (-1e-19f, 0f), (1.1e-19f, 1.1e-19f) })
            {
                float[] p = new float[n], s = new float[3 * n];
                Update.Apply(new Mixed(0), new UpdateTerms(), p, Enumerable.Repeat(gradient, n).ToArray(), s, Team.Single);
                Assert.All(s, value => Assert.Equal(expected, value));
            }
        }
    }

    [Fact]
    public void Apply_BadSpans_ThrowBeforeWriting()
    {
        float[] p = [1, 2, 3], g = [1, 2, 3], s = new float[9];
        Assert.Throws<ArgumentException>(() => Update.Apply(new Mixed(1), new(), p, g.AsSpan(1), s, Team.Single));
        Assert.Throws<ArgumentException>(() => Update.Apply(new Mixed(1), new(), p, g, s.AsSpan(1), Team.Single));
        Assert.Throws<ArgumentException>(() => Update.Apply(new Plain(), new(), p, g, s, Team.Single));
        Assert.Throws<ArgumentException>(() => Update.Apply(new Plain(), new(), p, p, default, Team.Single));
        Assert.Throws<ArgumentException>(() => Update.Apply(new Mixed(1), new(), p, s.AsSpan(0, 3), s, Team.Single));
        Assert.Throws<ArgumentException>(() => Update.Apply(new Mixed(1), new(), s.AsSpan(0, 3), g, s, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Update.Apply(new Mixed(1), new UpdateTerms { Decayed = 4 }, p, g, s, Team.Single));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Update.Apply(new Mixed(1), new UpdateTerms { Decayed = -1 }, p, g, s, Team.Single));
        Assert.Equal([1, 2, 3], p);
    }

    [Fact]
    public void Apply_Warm_AllocatesNothing()
    {
        float[] p = new float[100_000], g = new float[100_000], s = new float[300_000];
        using var team = new Team(2);
        Allocation.None(() => Update.Apply(new Mixed(1), new UpdateTerms { Decayed = 5000, L1 = 1, L2 = 1 }, p, g, s, team));
    }

    private static float[] Integers(int length, int seed) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(i * seed % 11 - 5))];

    private static float[] Waves(int length, int seed) =>
        [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i * 0.37f + seed))];
}
