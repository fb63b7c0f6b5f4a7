using System.Text;
using System.Text.Json;
using Spans.Activations;
using Spans.Kernels;
using Spans.Lanes;
using Spans.Threading;

namespace Spans.Core.Tests.Activations;

public class ActivationCatalogueTests
{
    [Fact]
    public void All_HoldsEveryActivationOfTheAssembly()
    {
        var types = typeof(IActivation).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IActivation)));
        Assert.Equal(
            types.Select(type => type.Name).Order(), ActivationCatalogue.All.Select(example => example.GetType().Name).Order());
    }

    [Fact]
    public void All_NamesAreUniqueAndFound()
    {
        Assert.Equal(ActivationCatalogue.All.Count, ActivationCatalogue.All.Select(example => example.Name).Distinct().Count());
        foreach (var example in ActivationCatalogue.All) Assert.Equal(example, ActivationCatalogue.Get(example.Name));
    }

    [Fact]
    public void Get_UnknownName_ListsTheNames()
    {
        var message = Assert.Throws<ArgumentException>("name", () => ActivationCatalogue.Get("rely")).Message;
        Assert.StartsWith("There is no activation 'rely'; there are identity, step, sigmoid, tanh, relu, leaky-relu,", message,
            StringComparison.Ordinal);
        Assert.False(ActivationCatalogue.TryGet("rely", out _));
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameActivation()
    {
        IActivation[] activations =
            [.. ActivationCatalogue.All, new LeakyRelu(0.3f), new Elu(0), new Softplus(1e-3f), new HardTanh(-7, 0.1f)];
        foreach (var activation in activations) Assert.Equal(activation, Read(Write(activation)));
    }

    [Theory]
    [InlineData("""{"name":"relu"}""", "relu")]
    [InlineData("""{"name":"leaky-relu","slope":0.25}""", "leaky-relu")]
    public void Write_IsAnObjectOfNameAndParameters(string json, string name) =>
        Assert.Equal(json, Write(name == "relu" ? new Relu() : new LeakyRelu(0.25f)));

    [Fact]
    public void Read_WithoutParameters_HasTheDefaults() => Assert.Equal(new LeakyRelu(0.01f), Read("""{"name":"leaky-relu"}"""));

    [Theory]
    [InlineData("1", "An activation must be its name, or a JSON object with a string property 'name'.")]
    [InlineData("{}", "An activation must be its name, or a JSON object with a string property 'name'.")]
    [InlineData("""{"name":7}""", "An activation must be its name, or a JSON object with a string property 'name'.")]
    [InlineData("""{"name":"rely"}""", "There is no activation 'rely'; there are identity,")]
    [InlineData("""{"name":"relu","slope":1}""", "Activation 'relu' has an unknown property 'slope'")]
    [InlineData(
        """{"name":"leaky-relu","slope":"steep"}""", "Activation 'leaky-relu': 'slope' is a string but must be a finite number.")]
    [InlineData(
        """{"name":"leaky-relu","slope":-1}""", "Activation 'leaky-relu': slope is -1 but must be finite and at least 0.")]
    public void Read_BrokenJson_SaysWhatIsWrong(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Visit_ReachesTheActivationsOwnType() =>
        Assert.Equal("LeakyRelu 0.5", ActivationCatalogue.Visit<TypeName, string>(new LeakyRelu(0.5f), default));

    [Fact]
    public void OwnActivation_WorksInKernelsButNotInFiles()
    {
        float[] x = [1, 2, 3];
        Elementwise.Apply(x, x, default(Square), Team.Single);
        Assert.Equal([1f, 4, 9], x);
        Assert.Contains("cannot be written to a file",
            Assert.Throws<NotSupportedException>(() => Write(default(Square))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            "activation", () => ActivationCatalogue.Visit<TypeName, string>(default(Square), default));
    }

    private static string Write(IActivation activation)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) ActivationCatalogue.Write(writer, activation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IActivation Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ActivationCatalogue.Read(document.RootElement);
    }

    private readonly struct TypeName : IActivationVisitor<string>
    {
        public string Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation =>
            activation is LeakyRelu leaky
            ? $"LeakyRelu {leaky.Slope.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "another";
    }

    private readonly struct Square : IActivation
    {
        public string Name => "square";

        public bool DerivativeReadsInput => true;

        public float Gain => 1;

        public V Value<V>(V x) where V : struct, ILanes<V> => x * x;

        public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => 2 * x;
    }
}
