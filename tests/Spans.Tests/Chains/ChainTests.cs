using Spans.Chains;
using Spans.Networks;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Tests.Chains;

public class ChainTests
{
    private const int MaxBatch = 5;

    // The seeds of 200 chains; a failure names its own.
    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 200));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ForwardAndBackward_OnRandomChains_GiveTheBitsOfSeparateBuffers(int seed)
    {
        var (input, layers) = RandomChains.Draw(seed);
        using var network = new Network(input, layers);
        var plan = Planner.Plan(input, layers, MaxBatch, members: 1, training: true, inputGradient: true);
        foreach (var batch in new[] { MaxBatch, 2, 1 })
        {
            var x = Numbers(batch * input.Elements, seed);
            var dy = Numbers(batch * network.Output.Elements, seed + 1);
            var expected = new UnplannedRun(plan, network.Parameters.ToArray(), batch);
            var y = expected.Forward(plan.Chain, x);
            var dx = expected.Backward(plan.Chain, dy);

            var run = new PlannedRun(plan, network.Parameters.ToArray());
            Tolerance.CheckBits(y, run.Forward(x, batch), $"seed {seed} batch {batch} output");
            Tolerance.CheckBits(
                dx, run.Backward(x, dy, batch, wantsInputGradient: true), $"seed {seed} batch {batch} input gradient");
            Tolerance.CheckBits(expected.Gradients, run.Gradients, $"seed {seed} batch {batch} parameter gradients");
            Tolerance.CheckBits(expected.State, run.State, $"seed {seed} batch {batch} state");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Forward_OfAPredictionPlan_GivesTheBitsOfSeparateBuffers(int seed)
    {
        var (input, layers) = RandomChains.Draw(seed);
        using var network = new Network(input, layers);
        var training = Planner.Plan(input, layers, MaxBatch, members: 1, training: true);
        var plan = Planner.Plan(input, layers, MaxBatch, members: 1, training: false);
        foreach (var batch in new[] { MaxBatch, 3 })
        {
            var x = Numbers(batch * input.Elements, seed);
            var y = new UnplannedRun(training, network.Parameters.ToArray(), batch).Forward(training.Chain, x);
            var run = new PlannedRun(plan, network.Parameters.ToArray());
            Tolerance.CheckBits(y, run.Forward(x, batch), $"seed {seed} batch {batch} output");
            Tolerance.CheckBits(Numbers(batch * input.Elements, seed), x, $"seed {seed} batch {batch} user's input");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Backward_WithoutAnInputGradient_GivesTheSameParameterGradients(int seed)
    {
        var (input, layers) = RandomChains.Draw(seed);
        using var network = new Network(input, layers);
        var x = Numbers(MaxBatch * input.Elements, seed);
        var dy = Numbers(MaxBatch * network.Output.Elements, seed + 1);
        var with = new PlannedRun(
            Planner.Plan(input, layers, MaxBatch, 1, training: true, inputGradient: true), network.Parameters.ToArray());
        var without = new PlannedRun(Planner.Plan(input, layers, MaxBatch, 1, training: true), network.Parameters.ToArray());
        with.Forward(x, MaxBatch);
        with.Backward(x, dy, MaxBatch, wantsInputGradient: true);
        without.Forward(x, MaxBatch);
        Assert.Empty(without.Backward(x, dy, MaxBatch, wantsInputGradient: false));
        Tolerance.CheckBits(with.Gradients, without.Gradients, $"seed {seed} parameter gradients");
    }

    [Fact]
    public void Forward_OfABatchAboveThePlan_Throws()
    {
        var plan = Planner.Plan([2], [new Twice()], maxBatch: 4, members: 1, training: false);
        var run = new PlannedRun(plan, []);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => run.Forward(new float[10], 5));
        Assert.Contains("batch is 5 but must be between 1 and 4", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Forward([], 0));
    }

    [Fact]
    public void Forward_OfAnInputOfTheWrongLength_Throws()
    {
        var run = new PlannedRun(Planner.Plan([2], [new Twice()], maxBatch: 4, members: 1, training: false), []);
        var error = Assert.Throws<ArgumentException>(() => run.Forward(new float[7], 4));
        Assert.Contains("input holds 7 elements but must hold 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_OnALargerTeamThanPlanned_Throws()
    {
        using var team = new Team(2);
        var run = new PlannedRun(Planner.Plan([2], [new Twice()], maxBatch: 4, members: 1, training: false), []) { Team = team };
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Forward(new float[8], 4));
    }

    [Fact]
    public void Backward_ForAnInputGradientThatWasNotPlanned_Throws()
    {
        var run = new PlannedRun(Planner.Plan([2], [new Twice()], maxBatch: 4, members: 1, training: true), []);
        run.Forward(new float[8], 4);
        var error = Assert.Throws<ArgumentException>(() => run.Backward(new float[8], new float[8], 4, wantsInputGradient: true));
        Assert.Contains("planned without an input gradient", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForwardAndBackward_OfAResidual_AllocateNothing()
    {
        var plan = Planner.Plan([4], [new Spread(6), new Residual([new Twice(), new Squash()], [])], MaxBatch, 1, training: true);
        var run = new PlannedRun(plan, new float[plan.ParameterLength]);
        var x = new float[MaxBatch * 4];
        var dy = new float[MaxBatch * 6];
        Allocation.None(() => run.Step(x, dy, MaxBatch));
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan()) number = random.Next(-16, 17) / 8f;
        return numbers;
    }
}
