using Spans.Chains;
using Spans.Memory;

namespace Spans.Tests.Chains;

public class PlannerTests
{
    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 200));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_OfRandomChains_NeverLetsTwoLiveSlicesOverlap(int seed)
    {
        var (input, layers) = RandomChains.Draw(seed);
        foreach (var (training, inputGradient) in new[] { (true, true), (true, false), (false, false) })
        {
            var plan = Planner.Plan(input, layers, maxBatch: 3, members: 2, training, inputGradient);
            var lives = Lifetimes.Of(plan);
            foreach (var (a, b) in Lifetimes.Clashes(lives)) Assert.Fail($"seed {seed}: {a} and {b} overlap.\n{plan}");
            foreach (var life in lives) Assert.InRange(life.Slice.End, 0, plan.WorkspaceLength);
        }
    }

    [Fact]
    public void Clashes_OfAPlanWithAForgottenReader_AreFound()
    {
        // The negative control of the property above: a second layer put where the first one's output is still needed.
        var plan = Planner.Plan([4], [new Spread(4), new Hyperbola()], maxBatch: 2, members: 1, training: true);
        var moved = plan.Chain.Layers[1] with { Output = plan.Chain.Layers[0].Output };
        var broken = plan with { Chain = plan.Chain with { Layers = [plan.Chain.Layers[0], moved] } };
        Assert.NotEmpty(Lifetimes.Clashes(Lifetimes.Of(broken)));
        Assert.Empty(Lifetimes.Clashes(Lifetimes.Of(plan)));
    }

    [Fact]
    public void Plan_Printed_IsThisTable()
    {
        var plan = Planner.Plan(
            [2, 3], [new Rename(6), new Spread(10), new Twice(), new Squash(),
                new Residual([new Spread(4), new Spread(10)], [new Twice()])],
            maxBatch: 2, members: 1, training: true);
        // Activations, each rounded up to 64 B: 128 + 64 + 128 + 64 + 128 + 128 + 64 + 128. Then two planes of 128, the
        // residual's scratch of 128, its first body's planes of 128 and 64, and the scratch of 128 of that body's last layer.
        Assert.Equal("""
            layer                        output           parameters    state   output B    saved B  scratch B
            0 Rename                     [6]                       0        0      alias          0          0
            1 Spread                     [10]                     11        1         80         60         88
            2 Twice                      [10]                      0        0   in place          0          0
            3 Squash                     [10]                      0        0   in place          0          0
            4 Residual                   [10]                      0        0         80          0         80
            4.body0.0 Spread             [4]                       5        1         32         92         40
            4.body0.1 Spread             [10]                     11        1         80         44         88
            4.body1.0 Twice              [10]                      0        0         80          0          0
            parameters 27 (48 floats of 96 may decay), state 48
            workspace 1536 B at batch 2: activations 832 B, gradients and scratch 704 B
            training takes 2496 B without optimizer state, 2.05 x (activations + parameters)

            """, plan.ToString());
    }

    [Fact]
    public void Plan_ForPrediction_AlternatesBetweenTwoOutputs()
    {
        var plan = Planner.Plan(
            [8], [new Spread(8), new Spread(40), new Spread(8), new Twice(), new Spread(20)], maxBatch: 2, members: 1,
            training: false);
        var layers = plan.Chain.Layers;
        Assert.Equal(layers[0].Output, layers[2].Output);
        Assert.Equal(layers[0].Output, layers[3].Output);
        Assert.True(layers[3].RunsInPlace);
        Assert.Equal(layers[1].Output.Offset, layers[4].Output.Offset);
        Assert.NotEqual(layers[0].Output.Offset, layers[1].Output.Offset);
        // 2 rows of 8 and 2 rows of 40, then the largest scratch: 2 rows of 40 and 2 more, on 16-float boundaries.
        Assert.Equal(16 + 80 + 96, plan.WorkspaceLength);
        Assert.Equal(0, plan.ActivationLength);
        Assert.All(layers, layer => Assert.Equal(0, layer.Saved.Length));
    }

    [Fact]
    public void Plan_OfALayerThatReadsItsInput_KeepsIt() => Assert.False(InPlace(new Twice(), new Hyperbola())[1]);

    [Fact]
    public void Plan_BehindALayerThatReadsItsOutput_KeepsIt() =>
        Assert.False(InPlace(new Spread(4), new Squash(), new Twice())[2]);

    [Fact]
    public void Plan_BehindAnAliasOfAnOutputThatIsRead_KeepsIt() =>
        Assert.False(InPlace(new Spread(4), new Squash(), new Rename([2, 2]), new Twice())[3]);

    [Fact]
    public void Plan_OfTheFirstLayer_LeavesTheUsersBatchAlone() => Assert.Equal([false, true], InPlace(new Twice(), new Twice()));

    [Fact]
    public void Plan_BehindAnAliasOfTheUsersBatch_LeavesItAlone() => Assert.False(InPlace(new Rename([2, 2]), new Twice())[1]);

    [Fact]
    public void Plan_OfTheFirstLayerOfABody_LeavesTheSkipAlone()
    {
        var plan = Planner.Plan([4], [new Spread(4), new Residual([new Twice(), new Twice()], [])], 2, 1, training: true);
        var body = plan.Chain.Layers[1].Bodies[0];
        Assert.False(body.Layers[0].RunsInPlace);
        Assert.True(body.Layers[1].RunsInPlace);
    }

    [Fact]
    public void Plan_OfALongerRunInPlace_StopsWhereAnOutputIsRead() =>
        Assert.Equal(
            [false, true, true, false, true], InPlace(new Spread(4), new Twice(), new Squash(), new Twice(), new Twice()));

    [Fact]
    public void Plan_PutsDecayedParametersFirst()
    {
        var plan = Planner.Plan(
            [4], [new Spread(20, decays: false), new Spread(5), new Residual([new Spread(5)], [])], 1, 1, training: false);
        var layers = plan.Chain.Layers;
        Assert.Equal(new Slice(0, 5), layers[1].Parameters[0]);
        Assert.Equal(new Slice(16, 5), layers[2].Bodies[0].Layers[0].Parameters[0]);
        Assert.Equal(32, plan.DecayedLength);
        Assert.Equal(new Slice(32, 20), layers[0].Parameters[0]);
        Assert.Equal(20 + 5 + 5 + 3, plan.ParameterCount);
        Assert.Equal(32 + 32 + 3 * 16, plan.ParameterLength);
    }

    [Fact]
    public void Plan_OfParametersAndState_DependsOnTheLayersAlone()
    {
        var (input, layers) = RandomChains.Draw(12);
        var one = Planner.Plan(input, layers, 1, 1, training: false);
        var other = Planner.Plan(input, layers, 64, 7, training: true);
        Assert.Equal(one.ParameterLength, other.ParameterLength);
        Assert.Equal(one.StateLength, other.StateLength);
        for (var i = 0; i < layers.Count; i++)
        {
            Assert.Equal(one.Chain.Layers[i].Parameters, other.Chain.Layers[i].Parameters);
            Assert.Equal(one.Chain.Layers[i].State, other.Chain.Layers[i].State);
        }
    }

    [Fact]
    public void Plan_StartsEverySliceOnA64ByteBoundary()
    {
        var (input, layers) = RandomChains.Draw(5);
        foreach (var life in Lifetimes.Of(Planner.Plan(input, layers, 3, 1, training: true)))
            Assert.Equal(0, life.Slice.Offset % 16);
    }

    [Fact]
    public void Plan_OfABatchThatNeedsMoreThanOneBuffer_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Planner.Plan([1000], [new Twice()], maxBatch: 3_000_000, members: 1, training: true));
        Assert.Contains("A batch of 3000000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfAShapeALayerCannotTake_NamesBothLayers()
    {
        var error = Assert.Throws<ShapeException>(
            () => Planner.Plan([4], [new Twice(), new Spread(6), new Picky()], 1, 1, training: false));
        Assert.Equal(
            "Layer 2 (Picky) needs an input of shape [channels, height, width] but layer 1 (Spread) gives [6].", error.Message);
        error = Assert.Throws<ShapeException>(() => Planner.Plan([4], [new Picky()], 1, 1, training: false));
        Assert.Equal("Layer 0 (Picky) needs an input of shape [channels, height, width] but the input is [4].", error.Message);
        error = Assert.Throws<ShapeException>(
            () => Planner.Plan([4], [new Residual([new Twice(), new Picky()], [])], 1, 1, training: false));
        Assert.Equal(
            "Layer 0.body0.1 (Picky) needs an input of shape [channels, height, width] but layer 0.body0.0 (Twice) gives [4].",
            error.Message);
    }

    [Fact]
    public void Plan_OfNoLayersOrNoInput_Throws()
    {
        Assert.Throws<ArgumentException>(() => Planner.Plan([4], [], 1, 1, training: false));
        Assert.Throws<ArgumentException>(() => Planner.Plan(default, [new Twice()], 1, 1, training: false));
        Assert.Throws<ArgumentException>(() => Planner.Plan([4], [null!], 1, 1, training: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Planner.Plan([4], [new Twice()], 0, 1, training: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Planner.Plan([4], [new Twice()], 1, 0, training: false));
    }

    private static bool[] InPlace(params ILayer[] layers) =>
        [.. Planner.Plan([4], layers, 2, 1, training: true).Chain.Layers.Select(layer => layer.RunsInPlace)];

    private sealed class Picky : ILayer
    {
        public LayerSpec Describe(Shape input) => throw new ShapeException("needs an input of shape [channels, height, width]");

        public void Forward(in ForwardPass pass) { }

        public void Backward(in BackwardPass pass) { }
    }
}
