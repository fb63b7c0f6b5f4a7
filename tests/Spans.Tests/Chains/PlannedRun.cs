using Spans.Chains;
using Spans.Threading;

namespace Spans.Tests.Chains;

/// <summary>Buffers of a plan, every one full of NaN before it is used, and passes over them.</summary>
internal sealed class PlannedRun
{
    private readonly MemoryPlan _plan;
    private readonly float[] _parameters;
    private readonly float[] _workspace;

    internal PlannedRun(MemoryPlan plan, float[] parameters)
    {
        _plan = plan;
        _parameters = parameters;
        _workspace = new float[plan.WorkspaceLength];
        Gradients = new float[plan.ParameterLength];
        State = new float[plan.StateLength];
        _workspace.AsSpan().Fill(float.NaN);
        // Padding must stay zero, so only tensors are spoilt.
        Spoil(plan.Chain);
    }

    internal float[] Gradients { get; }

    internal float[] State { get; }

    internal Team Team { get; init; } = Team.Single;

    internal float[] Forward(float[] x, int batch)
    {
        var none = new NoObserver();
        return Forward(x, batch, ref none);
    }

    internal float[] Forward<TObserver>(float[] x, int batch, ref TObserver observer) where TObserver : struct, IPassObserver =>
        Chain.Forward(_plan.Chain, Context(batch), x, ref observer).ToArray();

    internal float[] Backward(float[] x, float[] dy, int batch, bool wantsInputGradient)
    {
        var none = new NoObserver();
        return Backward(x, dy, batch, wantsInputGradient, ref none);
    }

    internal float[] Backward<TObserver>(float[] x, float[] dy, int batch, bool wantsInputGradient, ref TObserver observer)
        where TObserver : struct, IPassObserver
    {
        var gradient = _workspace.AsSpan(_plan.LossGradient.Offset, dy.Length);
        dy.CopyTo(gradient);
        return Chain.Backward(_plan.Chain, Context(batch), x, gradient, wantsInputGradient, ref observer).ToArray();
    }

    internal void Step(float[] x, float[] dy, int batch)
    {
        var none = new NoObserver();
        Step(x, dy, batch, ref none);
    }

    internal void Step<TObserver>(float[] x, float[] dy, int batch, ref TObserver observer)
        where TObserver : struct, IPassObserver
    {
        Chain.Forward(_plan.Chain, Context(batch), x, ref observer);
        var gradient = _workspace.AsSpan(_plan.LossGradient.Offset, dy.Length);
        dy.CopyTo(gradient);
        Chain.Backward(_plan.Chain, Context(batch), x, gradient, wantsInputGradient: false, ref observer);
    }

    private void Spoil(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            foreach (var slice in layer.Parameters) slice.Of(Gradients.AsSpan()).Fill(float.NaN);
            foreach (var body in layer.Bodies) Spoil(body);
        }
    }

    private PassContext Context(int batch) => new()
    {
        Parameters = _parameters,
        Gradients = Gradients,
        State = State,
        Workspace = _workspace,
        Team = Team,
        Batch = batch,
        GlobalBatch = batch,
        Training = _plan.Training,
    };
}
