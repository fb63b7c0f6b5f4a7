using System.Text;
using System.Text.Json;
using Spans.Activations;
using Spans.Initializers;
using Spans.Memory;
using Spans.Random;
using Spans.Testing;

namespace Spans.Tests.Initializers;

[Trait("Category", "Numeric")]
public class InitializerTests
{
    private static readonly Rng s_rng = new(31, 4, 5);

    // A layer of 200 inputs and 50 outputs: the deviations by hand.
    public static TheoryData<IInitializer, double, double> Deviations => new()
    {
        { new Zeros(), 0, 0 },
        { new Constant(3), 3, 0 },
        { new Normal(), 0, 0.01 },
        { new Normal { Mean = 2, StandardDeviation = 0.5f }, 2, 0.5 },
        { new Uniform(), 0, 0.1 / Math.Sqrt(12) },
        { new Uniform(1, 4), 2.5, 3 / Math.Sqrt(12) },
        { new GlorotUniform(), 0, Math.Sqrt(2.0 / 250) },
        { new GlorotNormal(), 0, Math.Sqrt(2.0 / 250) },
        { new GlorotNormal { Gain = 5f / 3 }, 0, 5.0 / 3 * Math.Sqrt(2.0 / 250) },
        { new HeUniform(), 0, Math.Sqrt(2.0 / 200) },
        { new HeNormal(), 0, Math.Sqrt(2.0 / 200) },
        { new LeCunUniform(), 0, Math.Sqrt(1.0 / 200) },
        { new LeCunNormal(), 0, Math.Sqrt(1.0 / 200) },
        { new Orthogonal(), 0, Math.Sqrt(2.0) / Math.Sqrt(200) },
        { new TorchDefault(), 0, 1 / Math.Sqrt(200) / Math.Sqrt(3) },
    };

    [Theory, MemberData(nameof(Deviations))]
    public void Fill_ManyElements_HasMeanAndDeviation(IInitializer initializer, double mean, double deviation)
    {
        var values = Fill(initializer, [200, 50], 200, 50, MathF.Sqrt(2));
        var sampled = values.Average(x => (double)x);
        var spread = Math.Sqrt(values.Average(x => (x - sampled) * (x - sampled)));
        // Over 10,000 elements: a mean's error is deviation / 100, a deviation's at most deviation / 141; five of them.
        Assert.InRange(sampled, mean - 0.05 * deviation - 1e-9, mean + 0.05 * deviation + 1e-9);
        Assert.InRange(spread, deviation * (1 - 5 / 141.0) - 1e-9, deviation * (1 + 5 / 141.0) + 1e-9);
    }

    [Fact]
    public void Deviations_EveryInitializer_IsThere() => Assert.All(
        InitializerCatalogue.All, initializer => Assert.Contains(Deviations, row => row.Data.Item1.Name == initializer.Name));

    // PyTorch: a = gain √(6 / (in + out)), √(6 / in), and 1 / √in for nn.Linear.
    [Theory]
    [InlineData("glorot-uniform", 0.15491933)]
    [InlineData("he-uniform", 0.17320508)]
    [InlineData("lecun-uniform", 0.12247449)]
    [InlineData("torch-default", 0.070710678)]
    public void Fill_UniformKinds_ReachTheirBoundsAndNoMore(string name, double bound)
    {
        var values = Fill(InitializerCatalogue.Get(name), [200, 50], 200, 50);
        Assert.All(values, value => Assert.InRange(Math.Abs(value), 0, bound * (1 + 1e-6)));
        Assert.InRange(values.Max(), 0.998 * bound, bound * (1 + 1e-6));
        Assert.InRange(values.Min(), -bound * (1 + 1e-6), -0.998 * bound);
    }

    // The textbook: Xavier 1 / √n for sigmoid and tanh, He √(2 / n) for ReLU, in layers of 100.
    [Theory]
    [InlineData("sigmoid", 0.1)]
    [InlineData("tanh", 0.1)]
    [InlineData("relu", 0.141421356)]
    [InlineData("selu", 0.1)]
    public void DefaultFor_Activation_HasTheTextbooksDeviation(string activation, double deviation)
    {
        var function = ActivationCatalogue.Get(activation);
        var values = Fill(DefaultInitializer.For(function), [100, 100], 100, 100, function.Gain);
        Assert.InRange(Math.Sqrt(values.Average(x => (double)x * x)), deviation * 0.965, deviation * 1.035);
    }

    [Fact]
    public void DefaultFor_Families_AreHeGlorotAndLeCun()
    {
        Assert.Equal(new HeNormal(), DefaultInitializer.For(new Relu()));
        Assert.Equal(new HeNormal(), DefaultInitializer.For(new Gelu()));
        Assert.Equal(new HeNormal { Gain = MathF.Sqrt(2 / 1.25f) }, DefaultInitializer.For(new LeakyRelu(0.5f)));
        Assert.Equal(new GlorotNormal(), DefaultInitializer.For(new Tanh()));
        Assert.Equal(new GlorotNormal(), DefaultInitializer.For(new Identity()));
        Assert.Equal(new LeCunNormal(), DefaultInitializer.For(new Selu()));
    }

    [Theory, InlineData(7, 7), InlineData(12, 5), InlineData(5, 12), InlineData(1, 9), InlineData(9, 1), InlineData(1, 1),
        InlineData(40, 33)]
    public void Orthogonal_AnyShape_HasOrthonormalRowsOrColumns(int rows, int columns)
    {
        var w = Fill(new Orthogonal(), [rows, columns], rows, columns, gain: 3);
        var tall = rows >= columns;
        for (var i = 0; i < Math.Min(rows, columns); i++)
        {
            for (var j = 0; j < Math.Min(rows, columns); j++)
            {
                var dot = 0.0;
                for (var k = 0; k < Math.Max(rows, columns); k++)
                    dot += tall ? (double)w[k * columns + i] * w[k * columns + j]
                    : (double)w[i * columns + k] * w[j * columns + k];
                Assert.Equal(i == j ? 9 : 0, dot, 1e-5);
            }
        }
    }

    [Fact]
    public void Orthogonal_MoreAxes_CountAsColumns()
    {
        var w = Fill(new Orthogonal(), [4, 3, 2, 2], 12, 16);
        Tolerance.CheckBits(Fill(new Orthogonal(), [4, 12], 12, 16), w, "weights");
    }

    // Without the signs of R the diagonal would lean to the negative side: Householder's reflections make it so.
    [Fact]
    public void Orthogonal_ManySeeds_LeanToNoSide()
    {
        var sum = 0.0;
        for (var seed = 0UL; seed < 400; seed++)
        {
            var w = new float[9];
            new Orthogonal().Fill(w, new Fan([3, 3], 3, 3), new Rng(seed, 0, 0));
            sum += w[0] + w[4] + w[8];
        }
        // The trace of a random rotation or reflection of 3 axes has mean 0 and deviation 1.
        Assert.InRange(sum / 400, -5 / 20.0, 5 / 20.0);
    }

    [Fact]
    public void Fill_SameStream_GivesTheSameBitsAndAnotherStreamOthers()
    {
        foreach (var initializer in InitializerCatalogue.All)
        {
            float[] first = Fill(initializer, [20, 30], 20, 30), second = Fill(initializer, [20, 30], 20, 30),
                other = new float[600];
            initializer.Fill(other, new Fan([20, 30], 20, 30), s_rng with { Stream = 6 });
            Tolerance.CheckBits(first, second, initializer.Name);
            Assert.Equal(initializer is Zeros or Constant, first.AsSpan().SequenceEqual(other));
        }
    }

    [Fact]
    public void Catalogue_EveryPublicInitializer_IsThereAndReadsWhatItWrote()
    {
        var types = typeof(IInitializer).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IInitializer)) && type.IsClass);
        Assert.Equal(
            types.OrderBy(type => type.Name), InitializerCatalogue.All.Select(item => item.GetType()).OrderBy(type => type.Name));
        foreach (var row in Deviations) Assert.Equal(row.Data.Item1, Read(Write(row.Data.Item1)));
        Assert.Equal(new GlorotUniform(), InitializerCatalogue.Get("xavier-uniform"));
        Assert.Equal(new HeNormal(), InitializerCatalogue.Get("kaiming"));
    }

    [Theory]
    [InlineData("""{"name":"henormal"}""", "no initializer 'henormal'; there are zeros")]
    [InlineData("""{"name":"zeros","value":1}""", "value")]
    [InlineData("""{"name":"he-normal","gain":0}""", "Gain is 0 but must be finite and above 0")]
    [InlineData("""{"name":"uniform","low":2,"high":1}""", "high is 1 but must be finite and at least low")]
    public void Read_Broken_NamesWhatIsWrong(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Read(json)).Message);

    [Fact]
    public void Construction_NumbersOutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Constant(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Normal { StandardDeviation = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Uniform(float.NegativeInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HeNormal { Gain = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HeNormal().Fill(new float[4], new Fan([4], 0, 4), s_rng));
        Assert.Throws<ArgumentException>(() => new Orthogonal().Fill(new float[5], new Fan([4], 4, 1), s_rng));
    }

    private static float[] Fill(IInitializer initializer, Shape shape, int inputs, int outputs, float gain = 1)
    {
        var values = new float[shape.Elements];
        initializer.Fill(values, new Fan(shape, inputs, outputs, gain), s_rng);
        return values;
    }

    private static IInitializer Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return InitializerCatalogue.Read(document.RootElement);
    }

    private static string Write(IInitializer initializer)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) InitializerCatalogue.Write(writer, initializer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
