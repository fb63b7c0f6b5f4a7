using Spans.Testing;

namespace Spans.Tests.Architecture;

/// <summary>What a change must pass runs what it promises.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    [InlineData("DOTNET_MaxVectorTBitWidth=512")]
    [InlineData("DOTNET_TieredCompilation=0")]
    public void N9_NumericTests_RunUnderEachSwitch(string setting) => Assert.Contains(
        File.ReadLines(Path.Combine(Repository.Root, ".ci", "run")),
        line => line.StartsWith("tests ", StringComparison.Ordinal) && line.Contains(setting, StringComparison.Ordinal)
        && line.Contains("numeric", StringComparison.Ordinal));
}
