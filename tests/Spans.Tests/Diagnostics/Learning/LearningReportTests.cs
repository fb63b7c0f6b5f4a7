using Spans.Activations;
using Spans.Chains;
using Spans.Data;
using Spans.Diagnostics.Learning;
using Spans.Initializers;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Diagnostics.Learning;

/// <summary>Each fault is planted and must be found by its name, alone; runs without one must find nothing.</summary>
public class LearningReportTests
{
    private static readonly PreparedData s_digits = Digits.Draw(1500, 500);

    private sealed record Plan
    {
        public DataView Train { get; init; } = s_digits.Train;
        public DataView? Validation { get; init; } = s_digits.Test;
        public IReadOnlyList<ILayer> Layers { get; init; } = [new Dense<Relu>(64), new Dense<Relu>(32), new Dense<Identity>(10)];
        public ILoss Loss { get; init; } = new SoftmaxCrossEntropy();
        public IOptimizer Optimizer { get; init; } = new Adam();
        public TrainerOptions Options { get; init; } = new() { Epochs = 6, BatchSize = 32 };
    }

    private static LearningReport Report(Plan plan)
    {
        using var network = new Network(plan.Train.Data.InputShape, plan.Layers, seed: 1);
        using var trainer = new Trainer(network, plan.Loss, plan.Optimizer, plan.Options);
        return trainer.FitAndDiagnose(plan.Train, plan.Validation).Report;
    }

    private static void Finds(string name, Plan plan)
    {
        var report = Report(plan);
        Assert.True(report.Findings.Count == 1 && report.Findings[0].Name == name, $"expected {name} alone\n{report}");
        Assert.NotEmpty(report.Findings[0].Suggestion);
    }

    private static void FindsNothing(Plan plan)
    {
        var report = Report(plan);
        Assert.True(report.IsHealthy, report.ToString());
    }

    [Fact]
    public void Healthy_ReluOnDigits_FindsNothing() => FindsNothing(new Plan());

    [Fact]
    public void Healthy_TanhWithMomentum_FindsNothing() => FindsNothing(new Plan
    {
        Layers = [new Dense<Tanh>(50), new Dense<Identity>(10)],
        Optimizer = new Momentum { LearningRate = 0.05f },
    });

    [Fact]
    public void Healthy_BatchNormAndDropout_FindsNothing() => FindsNothing(new Plan
    {
        Layers =
            [new Dense<Identity>(64), new BatchNorm(), new ActivationLayer<Relu>(), new Dropout(0.3f), new Dense<Identity>(10)],
    });

    [Fact]
    public void Healthy_Convolutions_FindsNothing() => FindsNothing(new Plan
    {
        Layers =
            [new Conv2D<Relu>(6, 5), new MaxPool2D(2), new Conv2D<Relu>(12, 5), new MaxPool2D(2),
                new Flatten(), new Dense<Identity>(10)],
    });

    [Fact]
    public void Healthy_RegressionOfATable_FindsNothing() =>
        FindsNothing(Table() with { Options = new TrainerOptions { Epochs = 30, BatchSize = 32 } });

    [Fact]
    public void UnscaledInputs_OfPixelsTo255_AreFound() => Finds("unscaled-inputs", new Plan
    {
        Train = Changed(s_digits.Train, (x, _) => x * 255),
        Validation = Changed(s_digits.Test, (x, _) => x * 255),
    });

    [Fact]
    public void UnscaledTargets_AreFound() => Finds("unscaled-targets", Table(targetScale: 50_000));

    [Fact]
    public void ConstantFeatures_AreFound() => Finds("constant-features", Table(constant: true));

    [Fact]
    public void LabelImbalance_IsFound() => Finds("label-imbalance", new Plan
    {
        Train = s_digits.Data.View(Rows(s_digits.Rows.Train, row => s_digits.Data.Labels[row] != 7 || row % 200 < 10)),
    });

    [Fact]
    public void LeakedRows_AreFound() => Finds("leaked-rows", new Plan { Validation = s_digits.Data.View(RowSet.Range(0, 300)) });

    [Fact]
    public void ConflictingLabels_AreFound()
    {
        var (inputs, labels) = (s_digits.Data.Inputs.ToArray(), s_digits.Data.Labels.ToArray());
        for (var row = 0; row < 400; row += 2)
        {
            inputs.AsSpan(row * 784, 784).CopyTo(inputs.AsSpan((row + 1) * 784));
            labels[row + 1] = (labels[row] + 1) % 10;
        }
        var data = new Dataset(s_digits.Data.InputShape, inputs, labels);
        Finds("conflicting-labels",
            new Plan { Train = data.View(s_digits.Rows.Train), Validation = data.View(s_digits.Rows.Test) });
    }

    [Fact]
    public void SortedRows_AreFound()
    {
        var rows = new int[s_digits.Rows.Train.Count];
        s_digits.Rows.Train.CopyTo(rows);
        var sorted = new RowSet([.. rows.OrderBy(row => s_digits.Data.Labels[row])]);
        Finds("sorted-rows",
            new Plan { Train = s_digits.Data.View(sorted), Options = new TrainerOptions { Epochs = 6, Shuffle = false } });
    }

    [Fact]
    public void DoubleSoftmax_IsFound() => Finds("double-softmax", new Plan
    {
        Layers = [new Dense<Relu>(64), new Dense<Identity>(10), new Softmax()],
    });

    [Fact]
    public void RectifiedOutput_IsFound() =>
        Finds("rectified-output", new Plan { Layers = [new Dense<Relu>(64), new Dense<Relu>(10)] });

    [Fact]
    public void NoNonlinearity_IsFound() =>
        Finds("no-nonlinearity", new Plan { Layers = [new Dense<Identity>(64), new Dense<Identity>(10)] });

    [Fact]
    public void SmallBatchNorm_IsFound() => Finds("small-batch-norm", new Plan
    {
        Layers = [new Dense<Identity>(64), new BatchNorm(), new ActivationLayer<Relu>(), new Dense<Identity>(10)],
        Options = new TrainerOptions { Epochs = 3, BatchSize = 4 },
    });

    [Fact]
    public void StrongDropout_IsFound() => Finds("strong-dropout", new Plan
    {
        Layers = [new Dense<Relu>(64), new Dropout(0.95f), new Dense<Identity>(10)],
    });

    [Fact]
    public void EqualWeights_AreFound() => Finds("equal-weights", new Plan
    {
        Layers = [new Dense<Tanh>(64, weight: new Constant(0.02f)), new Dense<Tanh>(32, weight: new Constant(0.02f)),
            new Dense<Identity>(10, weight: new Constant(0.02f))],
    });

    [Fact]
    public void LearningRateTooHigh_IsFound() =>
        Finds("learning-rate-too-high", new Plan { Optimizer = new Sgd { LearningRate = 30 } });

    [Fact]
    public void LearningRateTooHigh_OfAdam_IsFound() =>
        Finds("learning-rate-too-high", new Plan { Optimizer = new Adam { LearningRate = 1 } });

    [Fact]
    public void LearningRateTooLow_IsFound() =>
        Finds("learning-rate-too-low", new Plan { Optimizer = new Adam { LearningRate = 1e-7f } });

    [Fact]
    public void StrongWeightDecay_IsFound() =>
        Finds("strong-weight-decay", new Plan { Optimizer = new Sgd { LearningRate = 0.05f, WeightDecay = 2 } });

    [Fact]
    public void InitialLoss_OfLargeLastWeights_IsFound() => Finds("initial-loss", new Plan
    {
        Layers = [new Dense<Relu>(64), new Dense<Identity>(10, weight: new Normal { StandardDeviation = 5 })],
    });

    [Fact]
    public void SaturatedUnits_AreFound() => Finds("saturated-units", new Plan
    {
        Layers = [new Dense<Tanh>(64, weight: new Normal { StandardDeviation = 3 }), new Dense<Identity>(10)],
    });

    [Fact]
    public void VanishingGradients_OfDeepSigmoids_AreFound() => Finds("vanishing-gradients", new Plan
    {
        Layers = [.. Enumerable.Range(0, 8).Select(_ => (ILayer)new Dense<Sigmoid>(32)), new Dense<Identity>(10)],
    });

    [Fact]
    public void ExplodingGradients_AreFound() => Finds("exploding-gradients", new Plan
    {
        Layers = [.. Enumerable.Range(0, 8)
            .Select(_ => (ILayer)new Dense<Relu>(32, weight: new Normal { StandardDeviation = 1.5f })), new Dense<Identity>(10)],
        Options = new TrainerOptions { Epochs = 1 },
    });

    [Fact]
    public void DeadUnits_AreFound() => Finds(
        "dead-units",
        new Plan { Layers = [new Shift(-60), new Dense<Relu>(64, weight: new Uniform(0, 0.1f)), new Dense<Identity>(10)] });

    [Fact]
    public void FrozenTensors_OfAForgottenGradient_AreFound() => Finds("frozen-tensors", new Plan
    {
        Layers = [new Dense<Relu>(64), new Forgetful(new Dense<Relu>(32)), new Dense<Identity>(10)],
    });

    [Fact]
    public void NonFiniteLoss_IsFoundWithItsLayer()
    {
        var plan = new Plan { Layers = [new Dense<Relu>(64), new Root(), new Dense<Identity>(10)] };
        Finds("non-finite-loss", plan);
        Assert.Contains("first in layer 1 (Root)", Report(plan).Findings[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Overfitting_OfFewRows_IsFound() => Finds("overfitting", new Plan
    {
        Train = s_digits.Data.View(RowSet.Range(0, 60)),
        Options = new TrainerOptions { Epochs = 60, BatchSize = 16 },
    });

    [Fact]
    public void NotLearning_OfShuffledLabels_IsFound()
    {
        var labels = s_digits.Data.Labels.ToArray();
        new System.Random(3).Shuffle(labels);
        var data = new Dataset(s_digits.Data.InputShape, s_digits.Data.Inputs, labels);
        Finds("not-learning", new Plan
        {
            Train = data.View(s_digits.Rows.Train),
            Validation = null,
            Layers = [new Dense<Relu>(4), new Dense<Identity>(10)],
            Options = new TrainerOptions { Epochs = 3 },
        });
    }

    [Fact]
    public void Symptoms_OfACause_AreListedUnderIt()
    {
        var finding = Report(
            new Plan
            {
                Train = Changed(s_digits.Train, (x, _) => x * 2550), Optimizer = new Sgd { LearningRate = 0.5f },
                Validation = null
            }).Findings[0];
        Assert.Equal("unscaled-inputs", finding.Name);
        Assert.NotEmpty(finding.Symptoms);
    }

    [Fact]
    public void Monitor_OnceWarm_AllocatesNothing()
    {
        using var network = new Network([1, 28, 28], new Plan().Layers);
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Adam());
        var monitor = new LearningMonitor(trainer, s_digits.Train);
        var observer = monitor.Observer;
        using var loader = new BatchLoader(s_digits.Train, 32);
        loader.BeginEpoch(0);
        loader.Next(out var batch);
        var (inputs, labels) = (batch.Inputs.ToArray(), batch.Labels.ToArray());
        Allocation.None(() => trainer.Step(new Batch { Count = 32, Inputs = inputs, Labels = labels }, ref observer),
            warmUp: 300, steps: 300);
    }

    private static DataView Changed(DataView view, Func<float, int, float> change)
    {
        var inputs = view.Data.Inputs.ToArray();
        for (var i = 0; i < inputs.Length; i++) inputs[i] = change(inputs[i], i);
        return new Dataset(view.Data.InputShape, inputs, view.Data.Labels).View(view.Rows);
    }

    private static RowSet Rows(RowSet rows, Func<int, bool> keep)
    {
        var all = new int[rows.Count];
        rows.CopyTo(all);
        return new RowSet([.. all.Where(keep)]);
    }

    private static Plan Table(float targetScale = 1, bool constant = false)
    {
        var random = new System.Random(1);
        var (inputs, values) = (new float[600 * 4], new float[600]);
        for (var row = 0; row < 600; row++)
        {
            var x = inputs.AsSpan(4 * row, 4);
            foreach (ref var v in x) v = (float)(2 * random.NextDouble() - 1) * 1.7f;
            if (constant) x[3] = 1;
            values[row] = targetScale * (x[0] * x[1] + MathF.Sin(2 * x[2]) - 0.5f * x[0]);
        }
        var data = new Dataset([4], inputs, values);
        return new Plan
        {
            Train = data.View(RowSet.Range(0, 450)),
            Validation = data.View(RowSet.Range(450, 150)),
            Layers = [new Dense<Tanh>(32), new Dense<Identity>(1)],
            Loss = new MeanSquaredError(),
        };
    }

    // y = x + c
    private sealed class Shift(float c) : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input, Backward = Reads.None };

        public void Forward(in ForwardPass pass)
        {
            for (var i = 0; i < pass.Output.Length; i++) pass.Output[i] = pass.Input[i] + c;
        }

        public void Backward(in BackwardPass pass)
        {
            if (!pass.InputGradient.IsEmpty) pass.OutputGradient.CopyTo(pass.InputGradient);
        }
    }

    // y = √(x − 0.001): NaN wherever a ReLU gave 0.
    private sealed class Root : ILayer
    {
        public LayerSpec Describe(Shape input) => new() { Output = input, Backward = Reads.Output };

        public void Forward(in ForwardPass pass)
        {
            for (var i = 0; i < pass.Output.Length; i++) pass.Output[i] = MathF.Sqrt(pass.Input[i] - 0.001f);
        }

        public void Backward(in BackwardPass pass)
        {
            for (var i = 0; i < pass.Output.Length; i++) pass.InputGradient[i] = pass.OutputGradient[i] / (2 * pass.Output[i]);
        }
    }

    // Passes the input gradient on and leaves its own parameters' at 0.
    private sealed class Forgetful(ILayer layer) : ILayer
    {
        public LayerSpec Describe(Shape input) => layer.Describe(input);

        public void Forward(in ForwardPass pass) => layer.Forward(pass);

        public void Backward(in BackwardPass pass)
        {
            layer.Backward(pass);
            pass.ParameterGradient(0).Clear();
            pass.ParameterGradient(1).Clear();
        }
    }
}
