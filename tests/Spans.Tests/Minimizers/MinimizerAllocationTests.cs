using Spans.Testing;

namespace Spans.Tests.Minimizers;

public class MinimizerAllocationTests
{
    [Fact]
    public void Run_OfEveryMinimizerInAProcessOfItsOwn_AllocatesNothingOnAnyThread() =>
        Allocation.NoneInProcess("EveryMinimizer", "2");
}
