using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Random;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training.FullBatch;

/// <summary>Minimizers on large batches that change every few iterations.</summary>
[Trait("Category", "Numeric")]
public class LargeBatchTests(ITestOutputHelper output)
{
    private static readonly Dataset s_rows = Make(600);

    public static TheoryData<string> Minimizers => ["lbfgs", "cg", "newton-cg"];

    [Theory, MemberData(nameof(Minimizers))]
    public void Fit_BatchesOfAThird_ComeCloseToTheFullBatchLoss(string minimizer)
    {
        var (full, _) = Train(minimizer, 0, 120);
        var (large, _) = Train(minimizer, 200, 120);
        var (start, _) = Train(minimizer, 0, 0);
        output.WriteLine(
            $"{minimizer}: {start:F4} → {full:F4} on all rows, {large:F4} by batches of 200 of 600 ({large / full:F2} times)");
        Assert.True(large <= 1.5 * full, $"{large} against {full}");
        Assert.True(full < 0.1 * start);
    }

    [Theory, MemberData(nameof(Minimizers))]
    public void Fit_CaliforniaHousing_IsWithinFifteenPercentOfTheFullBatchLoss(string minimizer)
    {
        var options = new CsvOptions { Targets = ["median_house_value"], Missing = MissingValues.Mean };
        var table = CsvTable.Read(RealData.Path("house-prices/california-housing.csv"), options);
        var data = PreparedData.Of(
            table, Split.ByRows(table.Count, RowNumbers.Read(RealData.Path("splits/california-housing.test.txt"))), options);
        var (full, fullReport) = Real(0);
        var (large, largeReport) = Real(4096);
        output.WriteLine(
            $"{minimizer}: {full:F4} on all {data.Train.Count} rows in {fullReport.Seconds:F2} s, {large:F4} by batches of 4,096 in {largeReport.Seconds:F2} s ({large / full:F3} times)");
        Assert.True(large <= 1.15 * full, $"{large} against {full}");

        (double, TrainingResult) Real(int size)
        {
            using var network = new Network(data.Data.InputShape, [new Dense<Tanh>(16), new Dense<Identity>(1)], seed: 1);
            using var trainer = new FullBatchTrainer(network, new MeanSquaredError(), MinimizerCatalogue.Named(minimizer),
                new() { Iterations = 100, LargeBatchSize = size, IterationsPerBatch = 10, WeightDecay = 1e-4f });
            var result = trainer.Fit(data.Train);
            return (trainer.Evaluate(data.Train).Loss, result);
        }
    }

    [Theory, MemberData(nameof(Minimizers))]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits(string minimizer)
    {
        var (_, one) = Train(minimizer, 150, 25);
        var (_, two) = Train(minimizer, 150, 25, threads: 2);
        var (_, seven) = Train(minimizer, 150, 25, threads: 7);
        Assert.Equal(one, two);
        Assert.Equal(one, seven);
    }

    [Fact]
    public void Fit_OtherSeed_TakesOtherBatches() =>
        Assert.NotEqual(Train("lbfgs", 150, 25).Parameters, Train("lbfgs", 150, 25, seed: 9).Parameters);

    [Fact]
    public void Fit_AsManyRowsAsThereAre_IsTheFullBatch() =>
        Assert.Equal(Train("lbfgs", 0, 25).Parameters, Train("lbfgs", 600, 25).Parameters);

    [Fact]
    public void Gradients_OfEveryDifference_AreOfOneBatch()
    {
        // The loss of a batch of 200 rows, whose gradient at any parameters the objective gives as the rows themselves do.
        using var network = FullBatchExamples.Linear();
        var packed = new PackedParameters(network.Plan);
        using var passes =
            new Trainer(network, new MeanSquaredError(), new Spans.Optimizers.Sgd(), new TrainerOptions { BatchSize = 64 });
        using var loader = new BatchLoader(s_rows, 64, shuffle: true, seed: 4);
        var batches = new LargeBatches(200, 600, 2);
        var objective = new NetworkObjective(passes, loader, packed, 0, batches);
        float[] x = [0.3f, -0.2f, 0.5f, 0.1f];
        var gradient = new float[4];
        var seen = new List<int>();
        for (var batch = 0; batch < 4; batch++)
        {
            var rows = Order(4, batch / 3)[(batch % 3 * 200)..(batch % 3 * 200 + 200)];
            seen.AddRange(batch < 3 ? rows : []);
            var (loss, expected) = Reference(rows, x);
            for (var twice = 0; twice < 2; twice++)
            {
                Assert.Equal(loss, objective.ValueAndGradient(x, gradient), 1e-5);
                Assert.Equal(loss, objective.Value(x), 1e-5);
                for (var i = 0; i < 4; i++) Assert.Equal(expected[i], gradient[i], 1e-4);
                Assert.Equal(twice == 1, objective.IsDue());
            }
            objective.Next(x);
        }
        // An epoch has every row once.
        Assert.Equal(Enumerable.Range(0, 600), seen.Order());
    }

    [Theory, MemberData(nameof(Minimizers))]
    public void Resume_FromEveryCheckpoint_EndsWithTheBitsOfNeverHavingStopped(string minimizer)
    {
        using var folder = new TemporaryFolder();
        var (_, whole) = Train(minimizer, 150, 33);
        var (_, first) = Train(minimizer, 150, 22, checkpoints: new CheckpointOptions(folder.Path) { Epochs = 5, Keep = 10 });
        var files = CheckpointFolder.Files(folder.Path);
        Assert.InRange(files.Count, 2, 4);
        foreach (var file in files)
        {
            var (_, resumed) = Train(minimizer, 150, 33, resume: file, threads: 2);
            Assert.Equal(whole, resumed);
        }
    }

    [Fact]
    public void Resume_OfAnotherTraining_IsRefusedAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        Train("lbfgs", 150, 22, checkpoints: new CheckpointOptions(folder.Path));
        var file = CheckpointFolder.Files(folder.Path)[0];
        using var network = NewNetwork();
        var before = network.Parameters.ToArray();
        Says("iterations per batch 5", new LBfgs(), new() { LargeBatchSize = 150, IterationsPerBatch = 4, BatchSize = 64 });
        Says("large batch size 150", new LBfgs(), new() { LargeBatchSize = 151, IterationsPerBatch = 5, BatchSize = 64 });
        Says("minimizer", new ConjugateGradient(), new() { LargeBatchSize = 150, IterationsPerBatch = 5, BatchSize = 64 });
        Says("minimizer", new LBfgs { Memory = 3 }, new() { LargeBatchSize = 150, IterationsPerBatch = 5, BatchSize = 64 });
        using (var trainer = NewTrainer(new LBfgs(), new() { LargeBatchSize = 150, IterationsPerBatch = 5, BatchSize = 64 }))
            Assert.Contains("other training rows",
                Assert.Throws<CheckpointException>(() => trainer.Resume(file, Make(601))).Message, StringComparison.Ordinal);
        using (var trainer = NewTrainer(new LBfgs(), new()))
            Assert.Throws<InvalidOperationException>(() => trainer.Resume(file));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^9]);
        using (var trainer = NewTrainer(new LBfgs(), new() { LargeBatchSize = 150, IterationsPerBatch = 5, BatchSize = 64 }))
            Assert.Throws<ModelFileException>(() => trainer.Resume(file));
        Assert.Equal(before, network.Parameters.ToArray());

        void Says(string words, IMinimizer minimizer, FullBatchOptions options)
        {
            using var trainer = NewTrainer(minimizer, options);
            Assert.Contains(
                words, Assert.Throws<CheckpointException>(() => trainer.Resume(file)).Message, StringComparison.Ordinal);
        }

        FullBatchTrainer NewTrainer(IMinimizer minimizer, FullBatchOptions options) =>
            new(network, new MeanSquaredError(), minimizer, options);
    }

    [Fact]
    public void Options_ThatContradictEachOther_AreRefused()
    {
        using var network = NewNetwork();
        Says("levenberg-marquardt", new LevenbergMarquardt(), new() { LargeBatchSize = 10 });
        Says("lbfgsb", new LBfgsB(), new() { LargeBatchSize = 10 });
        Says("LargeBatchSize", new LBfgs(), new() { LargeBatchSize = -1 });
        Says("IterationsPerBatch", new LBfgs(), new() { LargeBatchSize = 10, IterationsPerBatch = 0 });
        Says("Checkpoints", new LBfgs(), new() { Checkpoints = new CheckpointOptions("somewhere") });
        Says("Patience", new LBfgs(),
            new() { LargeBatchSize = 10, Patience = 2, Checkpoints = new CheckpointOptions("somewhere") });
        Says("Limits on outputs", new LBfgs(),
            new() { LargeBatchSize = 10, Outputs = new OutputConstraints(network).Between(s_rows, 0, 0, 1) });

        void Says(string words, IMinimizer minimizer, FullBatchOptions options) => Assert.Contains(words,
            Assert.ThrowsAny<ArgumentException>(() =>
                new FullBatchTrainer(network, new MeanSquaredError(), minimizer, options)).Message, StringComparison.Ordinal);
    }

    private static Network NewNetwork() => new([3], [new Dense<Tanh>(6), new Dense<Identity>(1)], seed: 3);

    private static (double Loss, float[] Parameters) Train(
        string minimizer, int size, int iterations, int threads = 1, ulong seed = 0, CheckpointOptions? checkpoints = null,
        string? resume = null)
    {
        using var network = NewNetwork();
        using var trainer = new FullBatchTrainer(network, new MeanSquaredError(), MinimizerCatalogue.Named(minimizer), new()
        {
            Iterations = iterations,
            LargeBatchSize = size,
            IterationsPerBatch = 5,
            BatchSize = 64,
            Threads = threads,
            Seed = seed,
            Checkpoints = checkpoints,
        });
        if (resume is not null) trainer.Resume(resume, s_rows);
        var result = trainer.Fit(s_rows);
        Assert.Equal(result.Steps, result.History.Count == 0 ? 0 : result.History[^1].Epoch);
        return (trainer.Evaluate(s_rows).Loss, network.Parameters.ToArray());
    }

    private static int[] Order(ulong seed, int epoch)
    {
        using var loader = new BatchLoader(Numbered(600), 600, shuffle: true, seed: seed);
        loader.BeginEpoch(epoch);
        Assert.True(loader.Next(out var batch));
        return [.. batch.Values.ToArray().Select(static v => (int)v)];
    }

    private static Dataset Numbered(int rows) =>
        new([1], new float[rows], [.. Enumerable.Range(0, rows).Select(static i => (float)i)]);

    private static (double Loss, double[] Gradient) Reference(int[] rows, float[] x)
    {
        var (loss, gradient) = (0.0, new double[4]);
        foreach (var row in rows)
        {
            var input = s_rows.Row(row);
            var error = (double)x[3] - s_rows.Values[row];
            for (var i = 0; i < 3; i++) error += (double)x[i] * input[i];
            loss += error * error / rows.Length;
            for (var i = 0; i < 3; i++) gradient[i] += 2 * error * input[i] / rows.Length;
            gradient[3] += 2 * error / rows.Length;
        }
        return (loss, gradient);
    }

    private static Dataset Make(int rows)
    {
        var (inputs, values, noise) = (new float[rows * 3], new float[rows], new float[rows]);
        RngFill.Normal(new Rng(31, 0, 0), 0, inputs);
        RngFill.Normal(new Rng(32, 0, 0), 0, noise, 0, 0.2f);
        for (var i = 0; i < rows; i++)
            values[i] = MathF.Sin(inputs[3 * i]) + 0.5f * inputs[3 * i + 1] - 0.3f * inputs[3 * i + 2] + noise[i];
        return new Dataset([3], inputs, values);
    }
}
