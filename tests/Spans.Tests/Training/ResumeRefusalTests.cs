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

/// <summary>
/// A checkpoint of another network, setup or data is refused with a message that names the difference, and nothing changes.
/// </summary>
public sealed class ResumeRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public ResumeRefusalTests()
    {
        using var trainer = ResumeTests.Start(new Adam(), ResumeTests.Options(new Cosine()) with { Epochs = 2, Patience = 9 });
        ResumeTests.Run(trainer);
        trainer.SaveCheckpoint(_path = _folder.File("two.safetensors"));
    }

    public static TheoryData<string, string> Setups => new()
    {
        { "optimizer", "adamw" },
        { "optimizer option", "beta1" },
        { "loss", "label_smoothing" },
        { "schedule", "cosine" },
        { "seed", "seed 11" },
        { "batch", "batch size 16" },
        { "epochs", "epochs 2" },
        { "patience", "patience 9" },
        { "clipping", "clip norm" },
        { "shuffle", "shuffle true" },
        { "layer", "layer 4" },
        { "layers", "6 layers" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Setups))]
    public void F4_ResumeUnderAnotherSetup_IsRefusedBeforeAnythingChanges(string what, string word)
    {
        var options = ResumeTests.Options(what == "schedule" ? new Constant() : new Cosine()) with { Epochs = 2, Patience = 9 };
        options = what switch
        {
            "seed" => options with { Seed = 12 },
            "batch" => options with { BatchSize = 15 },
            "epochs" => options with { Epochs = 3 },
            "patience" => options with { Patience = 8 },
            "clipping" => options with { Clipping = GradientClipping.ByNorm(1) },
            "shuffle" => options with { Shuffle = false },
            _ => options,
        };
        IOptimizer optimizer =
            what switch { "optimizer" => new AdamW(), "optimizer option" => new Adam { Beta1 = 0.8f }, _ => new Adam() };
        ILayer[] layers = what switch
        {
            "layer" => [.. ResumeTests.Layers()[..4], new Dense<Relu>(13), new Dense<Identity>(3)],
            "layers" => [.. ResumeTests.Layers(), new Dense<Identity>(3)],
            _ => ResumeTests.Layers(),
        };
        using var network = new Network(2, layers, seed: 4);
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(what == "loss" ? 0.1f : 0), optimizer, options);
        var before = network.Parameters.ToArray();
        var message = Assert.Throws<CheckpointException>(
            () => trainer.Resume(_path, ResumeTests.Views.Train, ResumeTests.Views.Validation)).Message;
        Assert.Contains(word, message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal(0, trainer.Steps);
        Assert.All(trainer.OptimizerState.ToArray(), static value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void F4_ResumeOnOtherRows_IsRefusedBeforeAnythingChanges(bool training)
    {
        var (train, validation) = ResumeTests.Views;
        // The same rows but two, which have changed places.
        var other = training ? train : validation;
        var rows = Enumerable.Range(other.Rows.First, other.Count).ToArray();
        (rows[3], rows[4]) = (rows[4], rows[3]);
        other = other.Data.View(new RowSet(rows));
        (train, validation) = training ? (other, validation) : (train, other);
        using var trainer =
            ResumeTests.Start(new Adam(), ResumeTests.Options(new Cosine()) with { Epochs = 2, Patience = 9 }, seed: 4);
        var before = trainer.Network.Parameters.ToArray();
        var message = Assert.Throws<CheckpointException>(() => trainer.Resume(_path, train, validation)).Message;
        Assert.Contains(training ? "other training rows" : "other validation rows", message, StringComparison.Ordinal);
        Assert.Equal(before, trainer.Network.Parameters.ToArray());
        // Without rows to compare, Fit refuses them in its turn.
        trainer.Resume(_path);
        before = trainer.Network.Parameters.ToArray();
        Assert.Throws<CheckpointException>(() => trainer.Fit(train, validation));
        Assert.Equal(before, trainer.Network.Parameters.ToArray());
        Assert.Equal(2, ResumeTests.Run(trainer).History.Count);
    }

    [Fact]
    public void Resume_ModelOrOwnCheckpointOfNewerTraining_SaysSo()
    {
        using var trainer = ResumeTests.Start(new Adam(), ResumeTests.Options(new Cosine()) with { Epochs = 2, Patience = 9 });
        trainer.Network.Save(_folder.File("model.safetensors"));
        var message = Assert.Throws<ModelFileException>(() => trainer.Resume(_folder.File("model.safetensors"))).Message;
        Assert.Contains("holds a model but no training", message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => trainer.Resume(_folder.File("absent.safetensors")));
    }
}
