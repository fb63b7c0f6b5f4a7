using System.Text;
using Spans.Activations;
using Spans.Data;
using Spans.Diagnostics.TensorBoard;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Diagnostics.TensorBoard;

public class EventFileTests
{
    // The check value that every description of CRC-32C gives.
    [Fact]
    public void Crc_OfTheCheckString_IsTheKnownOne() =>
        Assert.Equal(0xE3069283u, EventReader.Crc(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void File_Begins_WithItsVersion()
    {
        var first = Written(_ => { })[0];
        Assert.Equal("brain.Event:2", EventReader.Text(EventReader.Field<byte[]>(first, 3)));
        Assert.InRange(EventReader.Field<double>(first, 1), 1.7e9, 1e10);
    }

    // The bytes that TensorFlow's writer makes of this event are laid down by the formats: checked by hand, field by field.
    [Fact]
    public void Scalar_IsTheMessageThatTheFormatSays()
    {
        var record = Written(file => file.Scalar("loss", 300, 0.5))[1];
        byte[] expected =
        [
            0x10, 0xAC, 0x02,                                   // step = 300
            0x2A, 0x0D,                                         // summary, 13 bytes
            0x0A, 0x0B,                                         // value, 11 bytes
            0x0A, 0x04, (byte)'l', (byte)'o', (byte)'s', (byte)'s',
            0x15, 0x00, 0x00, 0x00, 0x3F,                       // simple_value = 0.5f
        ];
        Assert.Equal(expected, record[9..]);
        Assert.Equal(0x09, record[0]);                          // wall_time, a double
    }

    [Fact]
    public void Histogram_HoldsEveryFiniteNumberInItsBucket()
    {
        float[] values = [-3, -1e-15f, 0, 0, 0.5f, 0.5f, 0.52f, 7e20f, float.NaN, float.PositiveInfinity];
        var histogram = EventReader.Within(Written(file => file.Histogram("weights/0", 2, values))[1], 5, 1, 5);
        Assert.Equal(-3, EventReader.Field<double>(histogram, 1));
        Assert.Equal(7e20f, EventReader.Field<double>(histogram, 2));
        Assert.Equal(8, EventReader.Field<double>(histogram, 3));
        var (limits, counts) = (
            EventReader.Doubles(EventReader.Field<byte[]>(histogram, 6)), EventReader.Doubles(
                EventReader.Field<byte[]>(histogram, 7)));
        Assert.Equal(limits.Length, counts.Length);
        Assert.Equal(8, counts.Sum());
        for (var i = 0; i < counts.Length; i++)
        {
            var low = i == 0 ? double.NegativeInfinity : limits[i - 1];
            Assert.Equal(values.Count(value => float.IsFinite(value) && value >= low && value < limits[i]), counts[i]);
            if (i > 0) Assert.True(limits[i] > limits[i - 1]);
        }
    }

    [Fact]
    public void Log_OfATrainingRun_HoldsScalarsHistogramsAndHyperparameters()
    {
        using var folder = new TemporaryFolder();
        var data = Blobs();
        using var network = new Network([2], [new Dense<Relu>(8), new Dense<Identity>(2)]);
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { Epochs = 3, BatchSize = 16 });
        using (var log = new TensorBoardLog(folder.Path))
        {
            log.Hyperparameters(
                new Dictionary<string, object?> { ["learning_rate"] = 0.001f, ["optimizer"] = "adam", ["shuffle"] = true });
            var observer = log.Observer(network);
            log.End(trainer.Fit(data, data, ref observer, log));
        }
        var train = Values(Path.Combine(folder.Path, "train"));
        Assert.Equal(3, train.Count(value => value.Tag == "loss"));
        Assert.Equal(3, train.Count(value => value.Tag == "accuracy"));
        Assert.Equal(3, train.Count(value => value.Tag == "activations/0 Dense(Relu)"));
        Assert.Equal(3, train.Count(value => value.Tag == "gradients/1.weight"));
        Assert.Equal(3, train.Count(value => value.Tag == "weights/1.bias"));
        var start = EventReader.Within(train.Single(value => value.Tag == "_hparams_/session_start_info").Value, 9, 1, 2, 3);
        var entries = EventReader.Fields(start).Where(field => field.Field == 1).Select(field => (byte[])field.Value)
            .ToDictionary(entry => EventReader.Text(EventReader.Field<byte[]>(entry, 1)),
                entry => EventReader.Fields(EventReader.Field<byte[]>(entry, 2)).Single());
        Assert.Equal((double)0.001f, entries["learning_rate"].Value);
        Assert.Equal("adam", EventReader.Text((byte[])entries["optimizer"].Value));
        Assert.Equal((4, 1L), entries["shuffle"]);
        Assert.Single(train, value => value.Tag == "_hparams_/session_end_info");
        Assert.Equal(["loss", "accuracy", "loss", "accuracy", "loss", "accuracy"],
            Values(Path.Combine(folder.Path, "validation")).Select(value => value.Tag));
    }

    [Fact]
    public void Log_OfLayersInsideOthers_HoldsTheirHistograms()
    {
        using var folder = new TemporaryFolder();
        var data = Blobs();
        using var network = new Network([2],
            [new Residual([new Dense<Relu>(8), new Branches(Merge.Add, [new Dense<Tanh>(2)], [new Dense<Identity>(2)])]),
                new Dense<Identity>(2)]);
        using var trainer =
            new Trainer(network, new SoftmaxCrossEntropy(), new Adam(), new TrainerOptions { Epochs = 1, BatchSize = 100 });
        using (var log = new TensorBoardLog(folder.Path))
        {
            var observer = log.Observer(network);
            trainer.Fit(data, null, ref observer, log);
        }
        var train = Values(Path.Combine(folder.Path, "train"));
        Assert.Equal(
            [
                "activations/0 Residual", "activations/0.body.0 Dense(Relu)", "activations/0.body.1 Branches",
                "activations/0.body.1.body0.0 Dense(Tanh)", "activations/0.body.1.body1.0 Dense(Identity)",
                "activations/1 Dense(Identity)",
            ],
            train.Select(static value => value.Tag).Where(static tag => tag.StartsWith("activations/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        foreach (var kind in (string[])["weights", "gradients"])
            foreach (var place in (string[])["0.body.0", "0.body.1.body0.0", "0.body.1.body1.0", "1"])
                foreach (var tensor in (string[])["weight", "bias"])
                    Assert.Single(train, value => value.Tag == $"{kind}/{place}.{tensor}");
        // One step: what is written of the weights is what they are now.
        var inside = network.Plan.Chain.Layers[0].Bodies[0].Layers[1].Bodies[0].Layers[0];
        var weights = inside.Parameters[0].Of(network.Parameters).ToArray();
        var histogram = EventReader.Within(train.Single(value => value.Tag == "weights/0.body.1.body0.0.weight").Value, 5);
        Assert.Equal(weights.Min(), EventReader.Field<double>(histogram, 1));
        Assert.Equal(weights.Max(), EventReader.Field<double>(histogram, 2));
        Assert.Equal(weights.Length, EventReader.Field<double>(histogram, 3));
    }

    [Fact]
    public void Observer_OnceWarm_AllocatesNothing()
    {
        using var folder = new TemporaryFolder();
        using var file = new EventFile(folder.Path);
        var values = new float[1000];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin(i) * MathF.Exp(i % 30 - 15);
        Allocation.None(() =>
        {
            file.Scalar("loss", 1, 0.25);
            file.Histogram("weights", 1, values);
        });
    }

    private static Dataset Blobs()
    {
        var (inputs, labels) = (new float[200], new int[100]);
        for (var i = 0; i < 100; i++)
        {
            labels[i] = i % 2;
            (inputs[2 * i], inputs[2 * i + 1]) = (labels[i] + 0.3f * MathF.Sin(i), 0.3f * MathF.Cos(i));
        }
        return new Dataset([2], inputs, labels);
    }

    private static List<byte[]> Written(Action<EventFile> write)
    {
        using var folder = new TemporaryFolder();
        string path;
        using (var file = new EventFile(folder.Path))
        {
            write(file);
            path = file.Path;
        }
        Assert.StartsWith("events.out.tfevents.", Path.GetFileName(path), StringComparison.Ordinal);
        return EventReader.Records(File.ReadAllBytes(path));
    }

    private static List<(string Tag, byte[] Value)> Values(string folder)
    {
        var records = EventReader.Records(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder))));
        return [.. records.Skip(1).Select(record => EventReader.Within(record, 5, 1))
            .Select(value => (EventReader.Text(EventReader.Field<byte[]>(value, 1)), value))];
    }
}
