using Spans.Testing;

namespace Spans.Core.Tests.Testing;

public sealed class AllocationTests
{
    private object? _kept;

    [Fact]
    public void None_StepThatAllocatesNothing_Passes() => Allocation.None(static () => Thread.SpinWait(1));

    [Fact]
    public void None_StepThatAllocates_Fails()
    {
        var failure = Assert.Throws<Xunit.Sdk.TrueException>(() => Allocation.None(() => _kept = new byte[8]));
        Assert.Contains("must allocate 0", failure.Message, StringComparison.Ordinal);
        GC.KeepAlive(_kept);
    }

    [Fact]
    public void NoneInProcess_IdleProbe_CountsZero() => Allocation.NoneInProcess("Idle");

    [Fact]
    public void Probe_OneArrayOnAnotherThread_IsCounted()
    {
        var result = ChildProcess.Probe("OneArrayOnAnotherThread");
        // 16 ints and the array's header, method table and length: 88 bytes.
        Assert.Equal(16 * sizeof(int) + 24, result.Bytes);
        Assert.Equal(1_000, result.Steps);
    }

    [Fact]
    public void Probe_UnknownScenario_SaysSo()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => ChildProcess.Probe("NoSuchThing"));
        Assert.Contains("no scenario 'NoSuchThing'", failure.Message, StringComparison.Ordinal);
    }
}
