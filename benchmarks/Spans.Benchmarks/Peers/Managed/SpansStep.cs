namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' training step.</summary>
internal sealed class SpansStep(string network, string optimizer, int threads) : IWork
{
    private readonly TrainingSteps _steps = new(ComparedNetwork.Of(network), optimizer, threads);

    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            if (!double.IsFinite(_steps.Step())) throw new InvalidOperationException("The loss is not finite.");
    }

    public void Dispose() => _steps.Dispose();
}
