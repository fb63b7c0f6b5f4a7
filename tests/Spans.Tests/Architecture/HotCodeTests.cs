using System.Text.RegularExpressions;

namespace Spans.Tests.Architecture;

public class HotCodeTests
{
    [Fact]
    public void HotCode_HoldsNothingThatAllocates() => Assert.Empty(HotCode.Violations(SourceFile.Below("src")));

    [Fact]
    public void HotCode_CoversKernelsFormulasAndPasses()
    {
        var rooms = HotCode.Of(SourceFile.Below("src")).Select(part => part.File.Room).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "Kernels", "Lanes", "Activations", "Layers", "Losses", "Optimizers", "Chains" }, rooms);
    }

    // A monitor allocates where two threads first meet at it: 224 bytes, once, at any minute of a run.
    [Fact]
    public void Threading_TakesNoMonitor() =>
        Assert.DoesNotContain(
            SourceFile.Below("src"), file => file.Room is "Threading" && Regex.IsMatch(file.Code, @"\block\s*\(|\bMonitor\b"));

    [Theory]
    [InlineData("using System.Linq;")]
    [InlineData("void A() { var x = new float[3]; }")]
    [InlineData("void A() { var x = new[] { 1f }; }")]
    [InlineData("void A() { float[] x = [1, 2]; }")]
    [InlineData("void A() { B(x => x + 1); }")]
    [InlineData("void A() { B((x, y) => x + y); }")]
    [InlineData("void A(Func<int> f) { }")]
    [InlineData("async Task A() { }")]
    [InlineData("void A() { Task.Run(B); }")]
    [InlineData("void A() { System.Threading.Tasks.Parallel.For(0, 2, B); }")]
    [InlineData("void A() { var x = new List<int>(); }")]
    [InlineData("void A(Span<float> x) { var y = x.ToArray(); }")]
    [InlineData("IEnumerable<int> A() { yield return 1; }")]
    [InlineData("void A(object x) { }")]
    public void Violations_OfWhatAllocates_AreFound(string code) =>
        Assert.NotEmpty(HotCode.Violations([new("src/Spans.Core/Kernels/A.cs", code)]));

    [Theory]
    [InlineData("void A() { Span<float> x = stackalloc float[3]; }")]
    [InlineData("void A(float[] x) { x[0] = x[1]; var y = x[..3]; B(x[2], x[1..]); }")]
    [InlineData("float A(int x) => x + 1;")]
    [InlineData("float A => _a;")]
    [InlineData("float A { get => _a; }")]
    [InlineData("var a = b switch\n{\n    1 => 2,\n    _ => 3,\n};")]
    [InlineData("[MethodImpl(MethodImplOptions.AggressiveInlining)]\npublic void A() { }")]
    [InlineData("void A() { var x = new Job(1, 2); }")]
    [InlineData("int A<T>() where T : struct, ITail => 1;")]
    [InlineData("delegate*<void*, int, void> _execute;")]
    [InlineData("void A() { if (x) return; B(a == b, c >= d); }")]
    public void Violations_OfWhatDoesNot_AreNone(string code) =>
        Assert.Empty(HotCode.Violations([new("src/Spans.Core/Kernels/A.cs", code)]));

    [Fact]
    public void Violations_InADescription_AreNone()
    {
        const string Layer = """
            class A : ILayer
            {
                public LayerSpec Describe(Shape input) => new() { Output = [1], Parameters = new[] { x } };
                public void Forward(in ForwardPass pass) { var x = 1; }
                public void Backward(in BackwardPass pass) => B();
            }
            """;
        Assert.Empty(HotCode.Violations([new("src/Spans/Layers/A.cs", Layer)]));
        Assert.NotEmpty(HotCode.Violations(
            [new("src/Spans/Layers/A.cs", Layer.Replace("var x = 1;", "{ var x = new int[1]; }", StringComparison.Ordinal))]));
        Assert.NotEmpty(HotCode.Violations(
            [new("src/Spans/Layers/A.cs", Layer.Replace("=> B();", "=> B(x => x);", StringComparison.Ordinal))]));
    }
}
