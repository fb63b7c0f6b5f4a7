using System.Numerics.Tensors;
using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Testing;

namespace Spans.Tests.Networks;

[Trait("Category", "Numeric")]
public sealed class PredictorTests
{
    private const int Most = 33;

    public static TheoryData<string> Examples => new(NetworkExamples.Names);

    [Theory, MemberData(nameof(Examples))]
    public void Predict_EveryLayer_AgreesWithTheNetwork(string name)
    {
        using var network = NetworkExamples.Make(name);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = Most });
        Assert.Equal((network.Input, network.Output, Most), (predictor.Input, predictor.Output, predictor.MaxBatch));
        var rows = NetworkExamples.Rows(network, Most);
        float[] expected = new float[Most * network.Output.Elements], actual = new float[expected.Length];
        network.Forward(rows, expected, Most);
        predictor.Predict(rows, actual, Most);
        // Folding rounds each weight once more than the network does; sums of about 100 products of size 1.
        Tolerance.Relative(2e-5, 2e-5).Check(expected, actual, name);
    }

    [Theory, MemberData(nameof(Examples))]
    public void N7_Predict_RowInAnyBatch_GivesTheSameBits(string name)
    {
        using var network = NetworkExamples.Make(name);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = Most });
        int inputs = network.Input.Elements, outputs = network.Output.Elements;
        var rows = NetworkExamples.Rows(network, Most);
        var alone = new float[Most * outputs];
        for (var row = 0; row < Most; row++)
            predictor.Predict(rows.AsSpan(row * inputs, inputs), alone.AsSpan(row * outputs, outputs));
        foreach (var batch in (int[])[2, 3, 7, 8, 16, Most])
            for (var first = 0; first + batch <= Most; first += batch)
            {
                var together = new float[batch * outputs];
                predictor.Predict(rows.AsSpan(first * inputs, batch * inputs), together, batch);
                Tolerance.CheckBits(
                    alone.AsSpan(first * outputs, batch * outputs), together, $"{name}, rows {first} to {first + batch}");
            }
    }

    [Theory, MemberData(nameof(Examples))]
    public void Predict_Warm_AllocatesNothing(string name)
    {
        using var network = NetworkExamples.Make(name);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = 8 });
        predictor.Warmup();
        var rows = NetworkExamples.Rows(network, 8);
        var output = new float[8 * network.Output.Elements];
        Allocation.None(
            () =>
            {
                predictor.Predict(rows, output, 8);
                predictor.Predict(rows.AsSpan(0, network.Input.Elements), output.AsSpan(0, network.Output.Elements));
            },
            warmUp: 0);
    }

    [Theory]
    [InlineData("dense, batch norm, activation, dropout", 2)]
    [InlineData("dense, two batch norms", 1)]
    public void Freeze_BatchNormAndDropout_AreGone(string name, int layers)
    {
        using var network = NetworkExamples.Make(name);
        using var frozen = FrozenChain.Of(network, 1);
        Assert.Equal(layers, frozen.Plan.Chain.Layers.Length);
        Assert.DoesNotContain(frozen.Plan.Chain.Layers, static layer => layer.Layer is BatchNorm or Dropout);
    }

    // Six filters fill three quarters of narrow registers, but less than half of a wide one: then two passes are faster.
    [Fact]
    public void Freeze_BatchNormAndActivationBetweenConvolutionAndPool_AreGone()
    {
        using var network = NetworkExamples.Make("convolution, batch norm, pooling");
        using var frozen = FrozenChain.Of(network, 1);
        var names = frozen.Plan.Chain.Layers.Select(static layer => LayerName.Of(layer.Layer)).ToArray();
        string[] convolution = Spans.Lanes.Width.Floats <= 8 ? ["PooledConv2D(Relu)"] : ["Conv2D(Relu)", "MaxPool2D"];
        Assert.Equal([.. convolution, "Flatten", "PackedDense(Identity)"], names);
    }

    [Fact]
    public void Freeze_ConvolutionsWithPooling_AreOneLayerEachAndPredictARowWithoutAPass()
    {
        using var network = NetworkExamples.Make("convolutions, each with pooling");
        using var frozen = FrozenChain.Of(network, 1);
        Assert.Equal(4, frozen.Plan.Chain.Layers.Length);
        Assert.NotNull(frozen.Rows);
    }

    [Fact]
    public void Freeze_BatchNormAfterAnActivation_StaysAndIsRight()
    {
        using var network = NetworkExamples.Make("dense with activation, batch norm");
        using var frozen = FrozenChain.Of(network, 1);
        Assert.Contains(frozen.Plan.Chain.Layers, static layer => layer.Layer is BatchNorm);
    }

    [Fact]
    public void Freeze_LaterTraining_DoesNotChangeThePredictor()
    {
        using var network = NetworkExamples.Make("dense 1");
        using var predictor = Predictor.Freeze(network);
        var row = NetworkExamples.Rows(network, 1);
        float[] before = new float[network.Output.Elements], after = new float[before.Length];
        predictor.Predict(row, before);
        network.Parameters.Fill(7);
        predictor.Predict(row, after);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData(Link.Softmax)]
    [InlineData(Link.Sigmoid)]
    public void Predict_Link_IsAppliedUnlessLogitsAreAskedFor(Link link)
    {
        using var network = new Network(4, [new Dense<Identity>(3)], seed: 2);
        network.Card = new ModelCard { Link = link };
        using var linked = Predictor.Freeze(network);
        using var raw = Predictor.Freeze(network, new FreezeOptions { Logits = true });
        var rows = NetworkExamples.Rows(network, 5);
        float[] logits = new float[15], forward = new float[15], values = new float[15];
        network.Forward(rows, forward, 5);
        raw.Predict(rows, logits, 5);
        Tolerance.Relative(1e-6, 1e-6).Check(forward, logits, "logits");
        linked.Predict(rows, values, 5);
        var expected = new double[15];
        for (var row = 0; row < 5; row++)
        {
            var sum = Enumerable.Range(0, 3).Sum(i => Math.Exp(logits[3 * row + i]));
            for (var i = 3 * row; i < 3 * row + 3; i++)
                expected[i] = link == Link.Softmax ? Math.Exp(logits[i]) / sum : 1 / (1 + Math.Exp(-logits[i]));
        }
        Tolerance.Relative(1e-6, 1e-6).Check(expected, values, $"{link}");
    }

    [Fact]
    public void Predict_Regression_GivesTheTargetsOwnUnits()
    {
        using var folder = new TemporaryFolder();
        // Targets 100 and 300: mean 200, deviation 100.
        var table = CsvTable.Read(
            folder.Write("t.csv", "x,y\n1,100.0\n2,300.0\n3,100.0\n4,300.0\n"),
            new CsvOptions { Task = LearningTask.Regression });
        var data = PreparedData.Of(
            table, new DataSplit(RowSet.Range(0, 4), RowSet.Empty, RowSet.Empty),
            new CsvOptions { Task = LearningTask.Regression });
        using var network = new Network(1, [new Dense<Identity>(1)], seed: 2);
        network.Card = new ModelCard { Preprocessing = data.Preprocessing };
        using var units = Predictor.Freeze(network);
        using var raw = Predictor.Freeze(network, new FreezeOptions { Logits = true });
        float[] scaled = new float[4], value = new float[4];
        raw.Predict(data.Data.Inputs, scaled, 4);
        units.Predict(data.Data.Inputs, value, 4);
        for (var i = 0; i < 4; i++) Tolerance.Relative(1e-6).Check(200 + 100.0 * scaled[i], value[i], $"row {i}");
    }

    [Theory]
    [InlineData("dense, batch norm, activation, dropout")]
    [InlineData("convolution, batch norm, pooling")]
    public void Predict_EightThreadsAtOnce_GiveTheBitsOfOne(string name)
    {
        const int Rounds = 300;
        using var network = NetworkExamples.Make(name);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = 4 });
        int inputs = network.Input.Elements, outputs = network.Output.Elements;
        var rows = NetworkExamples.Rows(network, Most);
        var expected = new float[Most * outputs];
        for (var row = 0; row < Most; row++)
            predictor.Predict(rows.AsSpan(row * inputs, inputs), expected.AsSpan(row * outputs, outputs));
        var wrong = 0;
        var threads = new Thread[8];
        for (var t = 0; t < threads.Length; t++)
        {
            var start = t;
            threads[t] = new Thread(() =>
            {
                var output = new float[4 * outputs];
                for (var i = 0; i < Rounds; i++)
                {
                    var (row, batch) = ((start * 5 + i * 3) % (Most - 4), 1 + (start + i) % 4);
                    predictor.Predict(rows.AsSpan(row * inputs, batch * inputs), output.AsSpan(0, batch * outputs), batch);
                    if (!output.AsSpan(0, batch * outputs).SequenceEqual(expected.AsSpan(row * outputs, batch * outputs)))
                        Interlocked.Increment(ref wrong);
                }
            });
            threads[t].Start();
        }
        foreach (var thread in threads) thread.Join();
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Predict_WhatDoesNotFit_IsRefusedBeforeAnythingIsWritten()
    {
        using var network = new Network(3, [new Dense<Identity>(2)], seed: 2);
        using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = 4 });
        var output = new float[12];
        output.AsSpan().Fill(5);
        foreach (var batch in (int[])[5, 0, -1, int.MaxValue, int.MinValue])
            Assert.Throws<ArgumentOutOfRangeException>(() => predictor.Predict(new float[15], output.AsSpan(0, 10), batch));
        Assert.Throws<ArgumentException>(() => predictor.Predict(new float[5], output.AsSpan(0, 4), 2));
        Assert.Throws<ArgumentException>(() => predictor.Predict(new float[6], output.AsSpan(0, 5), 2));
        Assert.All(output, static value => Assert.Equal(5, value));
        Assert.ThrowsAny<ArgumentException>(() => Predictor.Freeze(network, new FreezeOptions { MaxBatch = 0 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Predict_OutputOverInput_GivesTheSameBits(int layers)
    {
        using var network = new Network(6, [.. Enumerable.Repeat(new Dense<Tanh>(6), layers)], seed: 2);
        network.Card = new ModelCard { Link = Link.Softmax };
        using var predictor = Predictor.Freeze(network);
        var row = NetworkExamples.Rows(network, 1);
        var expected = new float[6];
        predictor.Predict(row, expected);
        predictor.Predict(row, row);
        Tolerance.CheckBits(expected, row, $"{layers} layers");
    }

    [Fact]
    public void Predict_AfterDispose_Throws()
    {
        using var network = new Network(3, [new Dense<Identity>(2)], seed: 2);
        var predictor = Predictor.Freeze(network);
        predictor.Warmup();
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(new float[3], new float[2]));
        predictor.Dispose();
    }

    [Fact]
    public void Predict_TenThousandPredictors_LeaveNothingBehind()
    {
        using var network = new Network(3, [new Dense<Tanh>(20), new Dense<Identity>(2)], seed: 2);
        float[] row = [1, 2, 3], expected = new float[2], output = new float[2];
        using (var first = Predictor.Freeze(network)) first.Predict(row, expected);
        for (var i = 0; i < 10_000; i++)
        {
            using var predictor = Predictor.Freeze(network, new FreezeOptions { MaxBatch = 1 });
            predictor.Predict(row, output);
            Assert.True(TensorPrimitives.Distance(expected, output) == 0);
        }
    }
}
