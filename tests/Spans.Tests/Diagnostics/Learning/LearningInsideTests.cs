using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Diagnostics.Learning;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Diagnostics.Learning;

/// <summary>
/// Layers inside others are measured as they are where they stand alone: y = x + F(x) with targets t learns as F alone does with
/// targets t − x, and each of two concatenated branches as it does alone with its columns of t.
/// </summary>
public class LearningInsideTests
{
    private const int Rows = 16;
    private const double Close = 1e-5;

    // Weights are rounded after a step that changes them by a thousandth or less.
    private const double Rounded = 1e-3;

    private static readonly Shape s_image = [2, 5, 4];

    private static IReadOnlyList<ILayer> DenseBody => [new Dense<Relu>(9), new Dense<Tanh>(7), new Dense<Identity>(6)];

    private static IReadOnlyList<ILayer> ConvolutionalBody =>
    [
        new Conv2D<Relu>(5, 3, new() { Padding = Padding.Same }), new ActivationLayer<Silu>(),
        new Conv2D<Identity>(2, 3, new() { Padding = Padding.Same }),
    ];

    public static TheoryData<string> Bodies => new("dense", "convolutional", "nested");

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Monitor_OfAResidualBody_MeasuresItsLayersAsAChainAlone(string kind)
    {
        Shape input = kind == "convolutional" ? s_image : 6;
        var body = kind == "convolutional" ? ConvolutionalBody : DenseBody;
        var around = kind == "nested" ? new Residual([new Residual(body), new Flatten()]) : new Residual(body);
        var prefix = kind == "nested" ? "0.body.0.body." : "0.body.";
        var (x, t) = (Numbers(Rows * input.Elements, 1), Numbers(Rows * input.Elements, 2));
        // Two ways around take the input off the targets twice.
        var rest = new float[t.Length];
        for (var i = 0; i < rest.Length; i++) rest[i] = t[i] - (kind == "nested" ? 2 : 1) * x[i];
        var alone = Watched(input, body, x, rest, []);
        var inside = Watched(input, [around], x, t, Parameters(input, body));
        Assert.Equal(
            alone.Select(layer => prefix + layer.Name),
            inside.Select(static layer => layer.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)));
        foreach (var layer in alone) Same(layer, inside.Single(other => other.Name == prefix + layer.Name), prefix, scale: 1);
    }

    [Fact]
    public void Monitor_OfBranches_MeasuresEachBranchAsAChainAlone()
    {
        IReadOnlyList<ILayer>[] branches =
            [[new Dense<Tanh>(5), new Dense<Identity>(3)], [new Dense<Relu>(8), new Dense<Sigmoid>(6), new Dense<Identity>(4)]];
        int[] widths = [3, 4];
        var (x, t) = (Numbers(Rows * 6, 1), Numbers(Rows * 7, 2));
        float[][] parameters = [Parameters(6, branches[0]), Parameters(6, branches[1])];
        var inside = Watched(6, [new Branches(Merge.Concatenate, branches)], x, t, [.. parameters[0], .. parameters[1]]);
        Assert.Equal(
            ["0 Branches", "0.body0.0 Dense(Tanh)", "0.body0.1 Dense(Identity)", "0.body1.0 Dense(Relu)",
                "0.body1.1 Dense(Sigmoid)", "0.body1.2 Dense(Identity)"],
            inside.Select(static layer => layer.Name));
        for (var (branch, start) = (0, 0); branch < 2; start += widths[branch++])
        {
            var columns = new float[Rows * widths[branch]];
            for (var row = 0; row < Rows; row++)
                t.AsSpan(row * 7 + start, widths[branch]).CopyTo(columns.AsSpan(row * widths[branch]));
            var prefix = $"0.body{branch}.";
            // The mean is over 7 outputs, not over the branch's own.
            foreach (var layer in Watched(6, branches[branch], x, columns, parameters[branch]))
                Same(layer, inside.Single(other => other.Name == prefix + layer.Name), prefix, widths[branch] / 7.0);
        }
    }

    // h = relu(2x − 1), F = 3h: for x = 0, 1, 2, 3 outputs of 0, 1, 3, 5 and 0, 3, 9, 15.
    [Fact]
    public void Monitor_OfABodyByHand_MeasuresWhatItGives()
    {
        var layers = Watched(
            1, [new Residual([new Dense<Relu>(1), new Dense<Identity>(1)])], [0, 1, 2, 3], [0, 0, 0, 0], [2, -1, 3, 0]);
        Assert.Equal((2.25, 6.75), (layers[1].Mean, layers[2].Mean));
        Assert.Equal(Math.Sqrt(35 / 4.0 - 2.25 * 2.25), layers[1].StandardDeviation, 6);
        Assert.Equal((0f, 15f), (layers[2].Outputs.Least, layers[2].Outputs.Greatest));
        // dy = 2 (x + 3h) / 4 = 0, 2, 5.5, 9; dW₂ = Σ h dy = 63.5 and dW₁ = Σ 3 dy x over h > 0 = 120.
        Assert.Equal(63.5, layers[2].Tensors[0].GradientRms, 4);
        Assert.Equal(120, layers[1].Tensors[0].GradientRms, 4);
        Assert.Equal((2.0, 3.0), (layers[1].Tensors[0].FirstRms, layers[2].Tensors[0].FirstRms));
    }

    [Fact]
    public void FitAndDiagnose_OfBodies_TrainsToTheBitsThatFitDoes()
    {
        var digits = Digits.Draw(200, 50);
        IReadOnlyList<ILayer> layers =
        [
            new Conv2D<Relu>(4, 5, new() { Stride = (4, 4) }),
            new Residual([new Conv2D<Identity>(4, 3, new() { Padding = Padding.Same }), new BatchNorm(), new Dropout(0.2f)]),
            new Branches(Merge.Concatenate, [new Conv2D<Tanh>(2, 1)], []), new Flatten(), new Dense<Identity>(10),
        ];
        using var watched = new Network([1, 28, 28], layers, seed: 2);
        using var plain = new Network([1, 28, 28], layers, seed: 2);
        var options = new TrainerOptions { Epochs = 2, BatchSize = 20, Seed = 5 };
        using var watching = new Trainer(watched, new SoftmaxCrossEntropy(), new Adam(), options);
        using var training = new Trainer(plain, new SoftmaxCrossEntropy(), new Adam(), options);
        watching.FitAndDiagnose(digits.Train);
        training.Fit(digits.Train);
        Tolerance.CheckBits(plain.Parameters, watched.Parameters, "parameters");
        Tolerance.CheckBits(plain.State, watched.State, "state");
    }

    [Fact]
    public void Monitor_OfBodies_OnceWarm_AllocatesNothing()
    {
        using var network = new Network(
            s_image,
            [new Residual(ConvolutionalBody), new Branches(Merge.Concatenate, [new Conv2D<Tanh>(3, 1)], []), new Flatten(),
                new Dense<Identity>(10)]);
        using var trainer = new Trainer(network, new MeanSquaredError(), new Adam(), new TrainerOptions { BatchSize = Rows });
        var (x, t) = (Numbers(Rows * 40, 1), Numbers(Rows * 10, 2));
        var observer = new LearningMonitor(trainer, new Dataset(s_image, x, t).View()).Observer;
        Allocation.None(
            () => trainer.Step(new Batch { Count = Rows, Inputs = x, Values = t }, ref observer), warmUp: 300, steps: 300);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Monitor_OfBodies_InAProcessOfItsOwn_AllocatesNothing(string threads) =>
        Allocation.NoneInProcess("WatchedSteps", threads);

    private static void Same(LayerRecord expected, LayerRecord actual, string prefix, double scale)
    {
        Near(expected.Mean, actual.Mean, "mean");
        Near(expected.StandardDeviation, actual.StandardDeviation, "standard deviation");
        Near(expected.Outputs.Least, actual.Outputs.Least, "least output");
        Near(expected.Outputs.Greatest, actual.Outputs.Greatest, "greatest output");
        Assert.Equal(expected.Outputs.Counts.ToArray(), actual.Outputs.Counts.ToArray());
        Assert.Equal((expected.Units, expected.DeadShare, expected.DeadRows, expected.SaturatedShare),
            (actual.Units, actual.DeadShare, actual.DeadRows, actual.SaturatedShare));
        Assert.Equal(
            expected.Tensors.Select(tensor => prefix + tensor.Name), actual.Tensors.Select(static tensor => tensor.Name));
        foreach (var (tensor, other) in expected.Tensors.Zip(actual.Tensors))
        {
            Assert.True(tensor.GradientRms > 0, tensor.Name);
            Near(tensor.Rms, other.Rms, tensor.Name);
            Near(scale * tensor.GradientRms, other.GradientRms, $"gradient of {tensor.Name}");
            Near(scale * tensor.LargestGradientRms, other.LargestGradientRms, $"largest gradient of {tensor.Name}");
            Near(scale * tensor.UpdateRatio, other.UpdateRatio, $"update ratio of {tensor.Name}", Rounded);
        }

        void Near(double wanted, double found, string what, double close = Close) => Assert.True(
            Math.Abs(wanted - found) <= close * Math.Abs(wanted) + 1e-7 || (double.IsNaN(wanted) && double.IsNaN(found)),
            $"{what} of {actual.Name} is {found} but {wanted} alone");
    }

    // What is seen of one step of plain gradient descent over all rows.
    private static IReadOnlyList<LayerRecord> Watched(
        Shape input, IReadOnlyList<ILayer> layers, float[] x, float[] t, float[] parameters)
    {
        using var network = new Network(input, layers, seed: 3);
        if (parameters.Length > 0) Fill(network, parameters);
        var rows = x.Length / input.Elements;
        using var trainer = new Trainer(
            network, new MeanSquaredError(), new Sgd { LearningRate = 0.01f }, new TrainerOptions { BatchSize = rows });
        var monitor = new LearningMonitor(trainer, new Dataset(input, x, t).View());
        var observer = monitor.Observer;
        Assert.True(trainer.Step(new Batch { Count = rows, Inputs = x, Values = t }, ref observer).Updated);
        return monitor.Layers;
    }

    // Layer by layer, padding left out.
    private static float[] Parameters(Shape input, IReadOnlyList<ILayer> layers)
    {
        using var network = new Network(input, layers, seed: 3);
        var values = new List<float>();
        foreach (var slice in Slices(network.Plan.Chain)) values.AddRange(slice.Of(network.Parameters));
        return [.. values];
    }

    private static void Fill(Network network, float[] parameters)
    {
        var next = 0;
        foreach (var slice in Slices(network.Plan.Chain))
        {
            parameters.AsSpan(next, slice.Length).CopyTo(slice.Of(network.Parameters));
            next += slice.Length;
        }
        Assert.Equal(parameters.Length, next);
    }

    private static IEnumerable<Slice> Slices(ChainPlan chain) => chain.Layers.SelectMany(
        static layer => layer.Parameters.Concat(layer.Bodies.SelectMany(Slices)));

    private static float[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan()) number = (float)(2 * random.NextDouble() - 1);
        return numbers;
    }
}
