using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Kernels;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Threading;
using Spans.Training;

namespace Spans.Tests.Reliability;

/// <summary>
/// N5 and N6: extreme values stay finite, NaN is never dropped, and a training whose numbers are none stops and says where.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class NumbersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> Layers
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var entry in LayerCatalogue.All)
                for (var i = 0; i < entry.Examples.Count; i++)
                    // A row of a table has no NaN, and neither has a number that is one of its indices.
                    if (entry.Examples[i].Layer is not Embedding) data.Add(entry.Name, i);
            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void N5_Softmax_OfAnyFiniteLogits_IsFiniteAndSumsToOne()
    {
        float[] extremes = [0, 1, -1, 88, -104, 1e10f, 1.7e38f, -1.7e38f, float.MaxValue, float.MinValue, float.Epsilon];
        foreach (var columns in (int[])[1, 2, 7, 16, 33, 1000])
        {
            var x = new float[64 * columns];
            var random = new System.Random(columns);
            for (var i = 0; i < x.Length; i++)
                x[i] = i < 32 * columns ? extremes[random.Next(extremes.Length)] : (random.NextSingle() - 0.5f) * 200;
            var y = new float[x.Length];
            Rows.Softmax(x, y, 64, columns, Team.Single);
            for (var row = 0; row < 64; row++)
            {
                var sum = 0.0;
                foreach (var value in y.AsSpan(row * columns, columns))
                {
                    Assert.InRange(value, 0, 1.000001f);
                    sum += value;
                }
                Assert.Equal(1, sum, 1e-6);
            }
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void N6_NaNIntoEveryLayer_ComesOutOfIt(string name, int example)
    {
        var (layer, input) = LayerCatalogue.All.Single(entry => entry.Name == name).Examples[example];
        using var network = new Network(input, [layer], seed: 1);
        var rows = new float[2 * input.Elements];
        rows.AsSpan(0, input.Elements).Fill(float.NaN);
        rows.AsSpan(input.Elements).Fill(0.5f);
        var output = new float[2 * network.Output.Elements];
        network.Forward(rows, output, 2);
        foreach (var value in output.AsSpan(0, network.Output.Elements))
            Assert.True(float.IsNaN(value), $"{name} makes {value} of NaN.");
        foreach (var value in output.AsSpan(network.Output.Elements))
            Assert.True(float.IsFinite(value), $"{name} lets a row's NaN into another.");
    }

    [Fact]
    public void N6_LossOverflow_NamesTheLayerGoingForward_AndDiagnosisChangesNothing()
    {
        using var network = Net();
        network.Plan.Chain.Layers[4].Parameters[0].Of(network.Parameters).Fill(1e30f);
        network.Plan.Chain.Layers[3].Parameters[0].Of(network.Parameters).Fill(1e30f);
        using var trainer = new Trainer(network, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = 8 });
        var parameters = network.Parameters.ToArray();
        var result = trainer.Fit(Data());
        Assert.Equal(StopReason.NonFinite, result.StopReason);
        Assert.Contains("at step 1, first in layer 4 (Dense(Identity))", result.Explanation, StringComparison.Ordinal);
        Tolerance.CheckBits(parameters, network.Parameters, "parameters");
        // The running statistics moved once, with the step, and not again with the look at it.
        var state = network.State.ToArray();
        using var again = Net();
        parameters.CopyTo(again.Parameters);
        using var once = new Trainer(again, new MeanSquaredError(), new Sgd(), new TrainerOptions { BatchSize = 8 });
        using var loader = new BatchLoader(Data(), 8, shuffle: true, seed: 0);
        Assert.True(loader.Next(out var batch));
        Assert.False(once.Step(batch).Updated);
        Tolerance.CheckBits(again.State, state, "state");
    }

    [Fact]
    public void N6_GradientOverflow_NamesTheLayerGoingBack()
    {
        // Forward, zeros meet weights of 3e37 and give 0; going back, a gradient of about 100 meets them and gives 3e39.
        using var network = new Network(3, [new Dense<Identity>(4), new Dense<Identity>(2)], seed: 2);
        network.Plan.Chain.Layers[1].Parameters[0].Of(network.Parameters).Fill(3e37f);
        using var trainer = new Trainer(
            network, new SumOfSquares(), new Sgd(), new TrainerOptions { BatchSize = 8, Clipping = GradientClipping.ByNorm(1) });
        var values = new float[16];
        values.AsSpan().Fill(1000);
        var result = trainer.Fit(new Dataset(3, new float[24], values));
        Assert.Equal(StopReason.NonFinite, result.StopReason);
        Assert.StartsWith("the gradient norm was ", result.Explanation, StringComparison.Ordinal);
        Assert.Contains("at step 1, first in the gradient of layer 1 (Dense(Identity))'s input", result.Explanation,
            StringComparison.Ordinal);
    }

    [Fact]
    public void N6_UpdateThatOverflows_IsFoundBeforeACheckpointOfIt_AndTheLastGoodOneStays()
    {
        using var network = Net();
        using var trainer = new Trainer(network, new MeanSquaredError(), new Sgd { LearningRate = 1e-3f }, new TrainerOptions
        {
            BatchSize = 8,
            Epochs = 50,
            Checkpoints = new CheckpointOptions(_folder.Path) { Steps = 1, Keep = 1 },
        });
        var poison = new Poison(network, atStep: 5);
        var result = trainer.Fit(Data(), null, ref poison);
        Assert.Equal(StopReason.NonFinite, result.StopReason);
        Assert.Contains(
            "after step 5, weight of layer 4 (Dense(Identity)) was not finite", result.Explanation, StringComparison.Ordinal);
        var kept = CheckpointFolder.Newest(_folder.Path)!;
        Assert.EndsWith("000000000004.safetensors", kept, StringComparison.Ordinal);
        using var good = Network.Load(kept);
        Assert.All(good.Parameters.ToArray(), static value => Assert.True(float.IsFinite(value)));
    }

    private static Network Net() => new(3,
        [new Dense<Identity>(5), new BatchNorm(), new ActivationLayer<Relu>(), new Dense<Identity>(4), new Dense<Identity>(2)],
        seed: 2);

    private static Dataset Data()
    {
        var (inputs, values) = (new float[16 * 3], new float[16 * 2]);
        for (var i = 0; i < inputs.Length; i++) inputs[i] = MathF.Sin(i * 2.3f);
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Cos(i * 1.1f);
        return new Dataset(3, inputs, values);
    }

    // Does to a parameter what an update of too large a gradient does.
    private readonly struct Poison(Network network, long atStep) : ITrainingObserver
    {
        public void AfterForward(in ForwardPass pass) { }

        public void AfterBackward(in BackwardPass pass) { }

        public void AfterStep(long step, in StepResult result)
        {
            if (step == atStep) network.Plan.Chain.Layers[4].Parameters[0].Of(network.Parameters)[1] = float.PositiveInfinity;
        }
    }
}
