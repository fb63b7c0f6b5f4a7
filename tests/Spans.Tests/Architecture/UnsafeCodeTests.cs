using System.Text.RegularExpressions;

namespace Spans.Tests.Architecture;

public partial class UnsafeCodeTests
{
    [Fact]
    public void OnlyCore_TouchesMemoryUnchecked() => Assert.Empty(Violations(SourceFile.Below("src")));

    [Fact]
    public void OnlyCore_MayBeCompiledUnsafe()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(SourceFile.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("<AllowUnsafeBlocks>true", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(["Spans.Core"], projects);
    }

    [Fact]
    public void NoSource_SilencesAWarning() =>
        Assert.Empty(SourceFile.Below("src", "tests", "benchmarks").Where(file => Silencer().IsMatch(file.Code))
            .Select(file => file.Path));

    [Theory]
    [InlineData("unsafe class A { }")]
    [InlineData("class A { void B() { MemoryMarshal.GetReference(x); } }")]
    [InlineData("class A { void B() { Unsafe.Add(ref x, 1); } }")]
    [InlineData("class A { void B() { System.Runtime.CompilerServices.Unsafe.SkipInit(out x); } }")]
    public void Violations_OutsideCore_AreFound(string code)
    {
        Assert.NotEmpty(Violations([new("src/Spans/Layers/A.cs", code)]));
        Assert.Empty(Violations([new("src/Spans.Core/Kernels/A.cs", code)]));
    }

    private static IEnumerable<string> Violations(IEnumerable<SourceFile> files) =>
        from file in files
        where !file.Path.StartsWith("src/Spans.Core/", StringComparison.Ordinal)
        from match in Unchecked().Matches(file.Code)
        select $"{file.At(match.Index)}: {match.Value}";

    [GeneratedRegex(@"\bunsafe\b|\b(?:Unsafe|MemoryMarshal|CollectionsMarshal|NativeMemory)\.|\bUnsafeAccessor\b|\bfixed\s*\(")]
    private static partial Regex Unchecked();

    [GeneratedRegex(@"#pragma\s+warning\s+disable|SuppressMessage|#nullable\s+disable")]
    private static partial Regex Silencer();
}
