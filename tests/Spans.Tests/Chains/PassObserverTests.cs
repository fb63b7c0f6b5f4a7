using Spans.Chains;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Chains;

/// <summary>An observer sees every layer at every depth, as it is when its pass ends.</summary>
public class PassObserverTests
{
    private const int MaxBatch = 4;

    public static TheoryData<int> Seeds => new(Enumerable.Range(0, 200));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Observer_OfRandomChains_SeesTheBitsOfSeparateBuffersInOrder(int seed)
    {
        var (input, layers) = RandomChains.Draw(seed);
        using var network = new Network(input, layers);
        var plan = Planner.Plan(input, layers, MaxBatch, members: 1, training: true, inputGradient: true);
        var x = Numbers(MaxBatch * input.Elements, seed);
        var dy = Numbers(MaxBatch * network.Output.Elements, seed + 1);
        var expected = new UnplannedRun(plan, network.Parameters.ToArray(), MaxBatch);
        expected.Forward(plan.Chain, x);
        expected.Backward(plan.Chain, dy);

        var seen = new List<Seen>();
        var observer = new Recorder(seen);
        var run = new PlannedRun(plan, network.Parameters.ToArray());
        run.Forward(x, MaxBatch, ref observer);
        var forward = seen.ToArray();
        run.Backward(x, dy, MaxBatch, wantsInputGradient: true, ref observer);
        var backward = seen.Skip(forward.Length).ToArray();

        Assert.Equal(Order(plan.Chain, goingBack: false), forward.Select(static layer => layer.Plan.Path));
        Assert.Equal(Order(plan.Chain, goingBack: true), backward.Select(static layer => layer.Plan.Path));
        Assert.Equal(seen.Count, observer.Count);
        foreach (var layer in forward)
            Tolerance.CheckBits(expected.Outputs[layer.Plan.Id], layer.Values, $"seed {seed} output of {layer.Plan.Path}");
        foreach (var layer in backward)
        {
            Tolerance.CheckBits(
                expected.InputGradients[layer.Plan.Id], layer.Values, $"seed {seed} input gradient of {layer.Plan.Path}");
            for (var i = 0; i < layer.Gradients.Length; i++)
                Tolerance.CheckBits(
                    layer.Plan.Parameters[i].Of(expected.Gradients.AsSpan()), layer.Gradients[i],
                    $"seed {seed} gradient {i} of {layer.Plan.Path}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Observer_OfAPrediction_SeesEveryLayer(int seed)
    {
        var (input, layers) = RandomChains.Draw(seed);
        using var network = new Network(input, layers);
        var training = Planner.Plan(input, layers, MaxBatch, members: 1, training: true);
        var plan = Planner.Plan(input, layers, MaxBatch, members: 1, training: false);
        var x = Numbers(MaxBatch * input.Elements, seed);
        var expected = new UnplannedRun(training, network.Parameters.ToArray(), MaxBatch);
        expected.Forward(training.Chain, x);
        var seen = new List<Seen>();
        var observer = new Recorder(seen);
        new PlannedRun(plan, network.Parameters.ToArray()).Forward(x, MaxBatch, ref observer);
        Assert.Equal(Order(plan.Chain, goingBack: false), seen.Select(static layer => layer.Plan.Path));
        foreach (var layer in seen)
            Tolerance.CheckBits(expected.Outputs[layer.Plan.Id], layer.Values, $"seed {seed} output of {layer.Plan.Path}");
    }

    [Fact]
    public void Observer_ThatSeesNoBodies_SeesTheOuterChainAlone()
    {
        var plan = Planner.Plan(
            [4], [new Twice(), new Residual([new Spread(4)], [new Squash()])], MaxBatch, members: 1, training: true);
        var seen = new List<string>();
        var observer = new OuterOnly(seen);
        new PlannedRun(plan, new float[plan.ParameterLength]).Step(
            new float[MaxBatch * 4], new float[MaxBatch * 4], MaxBatch, ref observer);
        Assert.Equal(["0", "1", "1", "0"], seen);
    }

    [Fact]
    public void Observer_OfBodiesInBodies_AllocatesNothing()
    {
        var plan = Planner.Plan(
            [4], [new Spread(6), new Residual([new Twice(), new Residual([new Spread(6)], [])], [new Squash()])],
            MaxBatch, 1, training: true);
        var run = new PlannedRun(plan, new float[plan.ParameterLength]);
        var x = new float[MaxBatch * 4];
        var dy = new float[MaxBatch * 6];
        var counter = new Counter();
        Allocation.None(() => run.Step(x, dy, MaxBatch, ref counter), warmUp: 10, steps: 90);
        // Six layers forward and back; the count may be taken up to five times.
        Assert.Equal(0, counter.Passes % 12);
        Assert.True(counter.Passes >= 100 * 12, $"{counter.Passes} passes were seen");
    }

    private static IEnumerable<string> Order(ChainPlan chain, bool goingBack)
    {
        foreach (var layer in goingBack ? chain.Layers.Reverse() : chain.Layers)
        {
            if (layer.Spec.Alias) continue;
            foreach (var body in layer.Bodies)
                foreach (var inside in Order(body, goingBack)) yield return inside;
            yield return layer.Path;
        }
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan()) number = random.Next(-16, 17) / 8f;
        return numbers;
    }

    private sealed record Seen(LayerPlan Plan, float[] Values, float[][] Gradients);

    // Its own count shows that bodies are given the struct itself and no copy.
    private struct Recorder(List<Seen> seen) : IPassObserver
    {
        internal int Count { get; private set; }

        public void AfterForward(in ForwardPass pass)
        {
            Count++;
            seen.Add(new Seen(pass.Plan, pass.Output.ToArray(), []));
        }

        public void AfterBackward(in BackwardPass pass)
        {
            Count++;
            var gradients = new float[pass.Plan.Parameters.Length][];
            for (var i = 0; i < gradients.Length; i++) gradients[i] = pass.ParameterGradient(i).ToArray();
            seen.Add(new Seen(pass.Plan, pass.InputGradient.ToArray(), gradients));
        }
    }

    private readonly struct OuterOnly(List<string> seen) : IPassObserver
    {
        public static bool SeesBodies => false;

        public void AfterForward(in ForwardPass pass) => seen.Add(pass.Plan.Path);

        public void AfterBackward(in BackwardPass pass) => seen.Add(pass.Plan.Path);
    }

    private struct Counter : IPassObserver
    {
        internal long Passes { get; private set; }

        public void AfterForward(in ForwardPass pass) => Passes++;

        public void AfterBackward(in BackwardPass pass) => Passes++;
    }
}
