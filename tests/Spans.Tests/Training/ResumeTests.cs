using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Optimizers.Schedules;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training;

/// <summary>F4: a training that was stopped and resumed ends with the bits of one that never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Epochs = 10;
    private static readonly Dataset s_spirals = Spirals(230);
    private static readonly DataView s_train = s_spirals.View(RowSet.Range(0, 170));
    private static readonly DataView s_validation = s_spirals.View(RowSet.Range(170, 60));
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Optimizers => new(OptimizerCatalogue.All.Select(static optimizer => optimizer.Name));

    public static TheoryData<string> Schedules => new(ScheduleCatalogue.All.Select(static schedule => schedule.Name));

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Optimizers))]
    public void F4_TenEpochs_AreFiveAndFive_WithEveryOptimizer(string name)
    {
        var optimizer = OptimizerCatalogue.Get(name);
        var options = Options(new Constant());
        var whole = Whole(optimizer, options);
        // Made with five epochs, gone on with to ten on another number of threads.
        using (var first = Start(optimizer, options with { Epochs = 5, Checkpoints = new CheckpointOptions(_folder.Path) }))
            Run(first);
        whole.AssertSame(Resumed(optimizer, options with { Threads = 3 }), name);
    }

    [Theory, MemberData(nameof(Schedules))]
    public void F4_InterruptedInAnEpoch_GoesOnBitForBit_WithEverySchedule(string name)
    {
        var schedule = ScheduleCatalogue.All.Single(schedule => schedule.Name == name);
        if (schedule is ReduceOnPlateau plateau) schedule = plateau with { Patience = 0, Threshold = 0.05f };
        if (schedule is WarmUp warmUp) schedule = warmUp with { Steps = 40, Then = new Cosine() };
        var options = Options(schedule);
        var whole = Whole(new Adam(), options);
        // 11 steps an epoch: in the middle of epochs, at their last step, and twice in one training.
        foreach (var stops in (int[][])[[1], [11], [38], [17, 60], [107, 110]])
        {
            using var folder = new TemporaryFolder();
            var checkpoints = new CheckpointOptions(folder.Path) { Epochs = 0, Keep = 1 };
            for (var i = 0; i < stops.Length; i++)
            {
                using var trainer = Start(new Adam(), options with { Threads = 1 + i, Checkpoints = checkpoints });
                if (i > 0) trainer.Resume(CheckpointFolder.Newest(folder.Path)!, s_train, s_validation);
                Assert.Equal(StopReason.Cancelled, Run(trainer, stopAfter: stops[i]).StopReason);
                Assert.Equal(stops[i], trainer.Steps);
            }
            whole.AssertSame(Resumed(new Adam(), options with { Threads = 2 }, folder),
                $"{name}, stopped after {string.Join(" and ", stops)}");
        }
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 0.3)]
    public void F4_StopRules_RememberWhereTheyStood(int patience, double tolerance)
    {
        var options =
            Options(new Constant()) with { Epochs = 60, Patience = patience, Tolerance = tolerance, ConvergenceEpochs = 2 };
        var optimizer = new Adam { LearningRate = 0.03f };
        using var uninterrupted = Start(optimizer, options);
        var result = Run(uninterrupted);
        Assert.NotEqual(StopReason.Epochs, result.StopReason);
        var whole = new TrainingSnapshot(uninterrupted, result);
        // One epoch before the end, one after which is the end: the rules' counts are under way.
        foreach (var epoch in (int[])[result.History.Count - 1, result.History.Count])
        {
            using var folder = new TemporaryFolder();
            using (var first =
                Start(optimizer, options with { Epochs = epoch, Checkpoints = new CheckpointOptions(folder.Path) })) Run(first);
            whole.AssertSame(
                Resumed(optimizer, options, folder), $"patience {patience}, tolerance {tolerance}, resumed after epoch {epoch}");
        }
    }

    [Fact]
    public void F4_Regression_GoesOnBitForBit()
    {
        var (inputs, values) = (new float[120 * 3], new float[120 * 2]);
        for (var i = 0; i < inputs.Length; i++) inputs[i] = MathF.Sin(i * 1.7f);
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Cos(i * 0.9f);
        var data = new Dataset(3, inputs, values, [.. Enumerable.Range(0, 120).Select(static i => i % 3 + 0.5f)]);
        var (train, validation) =
            (data.View(new RowSet([.. Enumerable.Range(0, 90).Select(static i => i * 7 % 90)])), data.View(RowSet.Range(90, 30)));
        var options = new TrainerOptions
        {
            BatchSize = 16, Epochs = 6, Seed = 2, Clipping = GradientClipping.ByNorm(0.5f),
            DecayAll = true
        };
        Trainer New(TrainerOptions options) => new(
            new Network(3, [new Dense<Tanh>(9), new Residual([new Dense<Silu>(9)]), new Dense<Identity>(2)], seed: 5),
            new Huber(), new NAdam(), options);
        using var uninterrupted = New(options);
        var whole = new TrainingSnapshot(uninterrupted, uninterrupted.Fit(train, validation));
        using var first =
            New(options with { Checkpoints = new CheckpointOptions(_folder.Path) { Steps = 8, Epochs = 0, Keep = 100 } });
        first.Fit(train, validation);
        first.Network.Dispose();
        uninterrupted.Network.Dispose();
        var files = CheckpointFolder.Files(_folder.Path);
        Assert.Equal(5, files.Count);
        foreach (var file in files)
        {
            using var resumed = New(options);
            resumed.Resume(file, train, validation);
            whole.AssertSame(new TrainingSnapshot(resumed, resumed.Fit(train, validation)), file);
            resumed.Network.Dispose();
        }
    }

    [Fact]
    public void SaveCheckpoint_InALoopOfOnesOwn_GoesOnBitForBit()
    {
        var path = _folder.File("own.safetensors");
        using var whole = Start(new Momentum(), Options(new Constant()));
        using var loader = new BatchLoader(s_train, 16);
        for (var i = 0; i < 8; i++)
        {
            if (i == 4) whole.SaveCheckpoint(path);
            Assert.True(loader.Next(out var batch));
            whole.Step(batch);
        }
        using var resumed = Start(new Momentum(), Options(new Constant()));
        resumed.Resume(path);
        Assert.Equal(4, resumed.Steps);
        loader.Position = 4 * 16;
        for (var i = 4; i < 8; i++)
        {
            Assert.True(loader.Next(out var batch));
            resumed.Step(batch);
        }
        Tolerance.CheckBits(whole.Network.Parameters, resumed.Network.Parameters, "parameters");
        Tolerance.CheckBits(whole.OptimizerState, resumed.OptimizerState, "velocity");
    }

    [Fact]
    public void SaveCheckpoint_AfterFit_GoesOnFromTheLastParametersNotTheBest()
    {
        var options = Options(new Constant()) with { Patience = 60 };
        var whole = Whole(new Adam { LearningRate = 0.03f }, options);
        using var first = Start(new Adam { LearningRate = 0.03f }, options with { Epochs = 5 });
        Run(first);
        var best = first.Network.Parameters.ToArray();
        first.SaveCheckpoint(_folder.File("checkpoint-000000000055.safetensors"));
        Assert.Equal(best, first.Network.Parameters.ToArray());
        whole.AssertSame(Resumed(new Adam { LearningRate = 0.03f }, options), "saved after Fit");
    }

    [Fact]
    public void SaveCheckpoint_FromReportsAndNotFromSteps()
    {
        using var trainer = Start(new Adam(), Options(new Constant()) with { Epochs = 2 });
        trainer.Fit(s_train, s_validation, epochs: new OnReport(_ => trainer.SaveCheckpoint(_folder.File("report.safetensors"))));
        using var resumed = Start(new Adam(), Options(new Constant()) with { Epochs = 2 });
        resumed.Resume(_folder.File("report.safetensors"), s_train, s_validation);
        Assert.Equal(2, Run(resumed).History.Count);
        var within = new SavesWithin(trainer, _folder.File("within.safetensors"));
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(s_train, s_validation, ref within));
        Assert.False(File.Exists(_folder.File("within.safetensors")));
    }

    [Fact]
    public void Checkpoint_IsAlsoAModel()
    {
        using var trainer =
            Start(new Adam(), Options(new Constant()) with { Epochs = 1, Checkpoints = new CheckpointOptions(_folder.Path) });
        Run(trainer);
        using var network = Network.Load(CheckpointFolder.Newest(_folder.Path)!);
        Tolerance.CheckBits(trainer.Network.Parameters, network.Parameters, "parameters");
    }

    internal static Trainer Start(IOptimizer optimizer, TrainerOptions options, ulong seed = 3) => new(
        new Network(2, Layers(), seed), new SoftmaxCrossEntropy(), optimizer, options);

    internal static ILayer[] Layers() =>
        [new Dense<Identity>(24), new BatchNorm(), new ActivationLayer<Tanh>(),
            new Dropout(0.25f), new Dense<Relu>(12), new Dense<Identity>(3)];

    internal static TrainerOptions Options(ISchedule schedule) =>
        new() { BatchSize = 16, Epochs = Epochs, Seed = 11, Schedule = schedule };

    internal static TrainingResult Run(Trainer trainer, int stopAfter = int.MaxValue)
    {
        using var source = new CancellationTokenSource();
        var stop = new StopsAfter(stopAfter, source);
        return trainer.Fit(s_train, s_validation, ref stop, cancellationToken: source.Token);
    }

    internal static (DataView Train, DataView Validation) Views => (s_train, s_validation);

    private static TrainingSnapshot Whole(IOptimizer optimizer, TrainerOptions options)
    {
        using var trainer = Start(optimizer, options);
        return new TrainingSnapshot(trainer, Run(trainer));
    }

    private TrainingSnapshot Resumed(IOptimizer optimizer, TrainerOptions options, TemporaryFolder? folder = null)
    {
        // Another seed: whatever the checkpoint forgets would show.
        using var trainer = Start(optimizer, options, seed: 99);
        trainer.Resume(CheckpointFolder.Newest((folder ?? _folder).Path)!, s_train, s_validation);
        return new TrainingSnapshot(trainer, Run(trainer));
    }

    private static Dataset Spirals(int rows)
    {
        var (inputs, labels) = (new float[rows * 2], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            labels[i] = i % 3;
            var radius = 0.2f + i / (float)rows;
            var (sin, cos) = MathF.SinCos(3 * radius + labels[i] * 2.1f + 0.3f * MathF.Sin(i * 12.9f));
            (inputs[2 * i], inputs[2 * i + 1]) = (radius * cos, radius * sin);
        }
        return new Dataset(2, inputs, labels);
    }

    private sealed class OnReport(Action<EpochReport> act) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => act(value);
    }

    private readonly struct StopsAfter(int steps, CancellationTokenSource source) : ITrainingObserver
    {
        public void AfterForward(in ForwardPass pass) { }

        public void AfterBackward(in BackwardPass pass) { }

        public void AfterStep(long step, in StepResult result)
        {
            if (step >= steps) source.Cancel();
        }
    }

    private readonly struct SavesWithin(Trainer trainer, string path) : ITrainingObserver
    {
        public void AfterForward(in ForwardPass pass) { }

        public void AfterBackward(in BackwardPass pass) { }

        public void AfterStep(long step, in StepResult result) => trainer.SaveCheckpoint(path);
    }
}
