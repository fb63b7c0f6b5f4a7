using Spans.Optimizers;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Tests.Optimizers;

[Trait("Category", "Numeric")]
public class OptimizerTests
{
    public static TheoryData<string> Configurations => OptimizerRun.Configurations;

    public static TheoryData<string> WithoutL1 =>
        new(OptimizerRun.Configurations.Select(row => row.Data).Where(json => !json.Contains("l1")));

    [Theory, MemberData(nameof(Configurations))]
    public void Step_AnyLength_GivesEachParameterTheSameBits(string json)
    {
        const int longest = 130;
        var optimizer = OptimizerRun.Parse(json);
        float[] start = Waves(longest, 1);
        var whole = new OptimizerRun(optimizer, [.. start]) { Decayed = 40 };
        for (var step = 0; step < 3; step++) whole.Step(Waves(longest, step + 2));
        for (var n = 0; n <= longest; n++)
        {
            var run = new OptimizerRun(optimizer, start[..n]) { Decayed = Math.Min(n, 40) };
            for (var step = 0; step < 3; step++) run.Step(Waves(longest, step + 2).AsSpan(0, n));
            Tolerance.CheckBits(whole.Parameters.AsSpan(0, n), run.Parameters, "parameters");
            for (var k = 0; k < optimizer.StatePerParameter; k++)
                Tolerance.CheckBits(whole.State.AsSpan(k * longest, n), run.State.AsSpan(k * n, n), $"state {k}");
        }
    }

    [Theory, MemberData(nameof(Configurations))]
    public void Step_AnyTeam_GivesTheSameBits(string json)
    {
        const int n = 280_003;
        var optimizer = OptimizerRun.Parse(json);
        float[] start = Waves(n, 1), gradients = Waves(n, 2);
        var alone = new OptimizerRun(optimizer, [.. start]) { Decayed = 200_000 };
        alone.Step(gradients);
        foreach (var members in new[] { 2, 7 })
        {
            using var team = new Team(members);
            var shared = new OptimizerRun(optimizer, [.. start]) { Decayed = 200_000, Team = team };
            shared.Step(gradients);
            Tolerance.CheckBits(alone.Parameters, shared.Parameters, "parameters");
            Tolerance.CheckBits(alone.State, shared.State, "state");
            Assert.Equal(alone.Scalars, shared.Scalars);
        }
    }

    [Theory, MemberData(nameof(Configurations))]
    public void Step_NaNGradient_ReachesItsParameterAlone(string json)
    {
        var run = new OptimizerRun(OptimizerRun.Parse(json), Waves(37, 1));
        var gradients = Waves(37, 2);
        gradients[20] = float.NaN;
        run.Step(gradients);
        for (var i = 0; i < 37; i++) Assert.Equal(i == 20, float.IsNaN(run.Parameters[i]));
    }

    [Theory, MemberData(nameof(Configurations))]
    public void Step_ZeroParameterWithoutGradient_StaysZero(string json)
    {
        var run = new OptimizerRun(OptimizerRun.Parse(json), new float[37]);
        for (var step = 0; step < 50; step++) run.Step(new float[37]);
        Assert.All(run.Parameters, value => Assert.Equal(0, value));
        Assert.All(run.State, value => Assert.Equal(0, value));
    }

    // PyTorch's moments would be denormal after some 830 steps and stay so.
    [Theory, MemberData(nameof(WithoutL1))]
    public void Step_DeadUnit_ForgetsItsStateWithoutDenormals(string json)
    {
        var optimizer = OptimizerRun.Parse(json);
        var run = new OptimizerRun(optimizer.With(weightDecay: 0), Waves(20, 1));
        run.Step(Enumerable.Repeat(1e-18f, 20).ToArray());
        run.Step(Enumerable.Repeat(1e-16f, 20).ToArray());
        var nothing = new float[20];
        for (var step = 0; step < 5000; step++)
        {
            run.Step(nothing);
            if (step % 10 == 0) Assert.DoesNotContain(run.State, float.IsSubnormal);
        }
        // AdaGrad and amsgrad never forget.
        if (optimizer is AdaGrad or Adam { Amsgrad: true } or AdamW { Amsgrad: true }) return;
        Assert.All(run.State, value => Assert.Equal(0, value));
    }

    [Theory, MemberData(nameof(Configurations))]
    public void Step_Warm_AllocatesNothing(string json)
    {
        using var team = new Team(2);
        var run = new OptimizerRun(OptimizerRun.Parse(json), Waves(90_000, 1)) { Decayed = 60_000, Team = team };
        var gradients = Waves(90_000, 2);
        Allocation.None(() => run.Step(gradients), warmUp: 3, steps: 5);
    }

    [Theory, MemberData(nameof(Configurations))]
    public void Step_WrongSpans_ThrowsAndChangesNothing(string json)
    {
        var optimizer = OptimizerRun.Parse(json);
        float[] parameters = Waves(8, 1), state = new float[8 * optimizer.StatePerParameter];
        var scalars = new double[optimizer.Scalars];
        Assert.Throws<ArgumentException>(() => Step(parameters, Waves(7, 2), state, 8, 1));
        Assert.Throws<ArgumentException>(() => Step(parameters, Waves(8, 2), new float[state.Length + 1], 8, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(parameters, Waves(8, 2), state, 9, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Step(parameters, Waves(8, 2), state, 8, 0));
        Assert.Equal(Waves(8, 1), parameters);
        Assert.All(state, value => Assert.Equal(0, value));
        Assert.All(scalars, value => Assert.Equal(0, value));

        void Step(float[] w, float[] g, float[] s, int decayed, long number) => optimizer.Step(new OptimizerStep
        {
            Parameters = w, Gradients = g, State = s, Scalars = scalars, Decayed = decayed, Number = number, LearningRate = 0.1f,
        });
    }

    // The textbook's W <- W - eta g, v <- alpha v - eta g, h <- h + g^2 by hand: eta 0.1, two gradients of 1 and -2.
    [Fact]
    public void Step_TextbookRules_GiveTheHandCalculation()
    {
        Assert.Equal(5 - 0.1 * 1 - 0.1 * -2, Twice(new Sgd()), 6);
        // v = -0.1, then 0.9 * -0.1 + 0.2 = 0.11.
        Assert.Equal(5 - 0.1 + 0.11, Twice(new Momentum()), 6);
        // h = 1, then 5.
        Assert.Equal(5 - 0.1 * 1 / 1 + 0.1 * 2 / Math.Sqrt(5), Twice(new AdaGrad()), 6);
        // m = 0.1, then -0.11; v = 0.001, then 0.004999; corrections 0.19 and 0.001999.
        Assert.Equal(5 - 0.1 + 0.1 * (0.11 / 0.19) / Math.Sqrt(0.004999 / 0.001999), Twice(new Adam()), 5);

        static double Twice(IOptimizer optimizer)
        {
            var run = new OptimizerRun(optimizer, [5]);
            run.Step([1], 0.1f);
            run.Step([-2], 0.1f);
            return run.Parameters[0];
        }
    }

    private static float[] Waves(int length, int seed) =>
        [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i * 0.37f + seed * 5))];
}
