using Spans.Memory;
using Spans.Optimizers;
using Spans.Threading;

namespace Spans.Benchmarks.Peers.Managed;

/// <summary>Spans' optimizer over flat parameters.</summary>
internal sealed class SpansUpdate : IWork
{
    private readonly IOptimizer _optimizer;
    private readonly Team _team;
    private readonly Slab _parameters;
    private readonly Slab _gradients;
    private readonly Slab _state;
    private readonly double[] _scalars;
    private long _steps;

    public SpansUpdate(string optimizer, int count, int threads)
    {
        _optimizer = ComparedOptimizer.Of(optimizer);
        _team = Teams.Of(threads);
        _parameters = Slab.Rent(count);
        _gradients = Slab.Rent(count);
        _state = Slab.Rent(_optimizer.StatePerParameter * count);
        _scalars = new double[_optimizer.Scalars];
        var random = new System.Random(5);
        foreach (ref var x in _parameters.Span) x = random.NextSingle() * 2 - 1;
        foreach (ref var g in _gradients.Span) g = random.NextSingle() * 2 - 1;
    }

    public void Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            _optimizer.Step(new OptimizerStep
            {
                Parameters = _parameters.Span, Gradients = _gradients.Span, State = _state.Span, Scalars = _scalars,
                Decayed = _parameters.Length, Number = ++_steps, LearningRate = _optimizer.LearningRate, GradientScale = 1,
                GradientLimit = float.PositiveInfinity, Team = _team,
            });
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _gradients.Dispose();
        _state.Dispose();
    }
}
