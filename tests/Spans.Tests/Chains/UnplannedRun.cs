using Spans.Chains;
using Spans.Memory;
using Spans.Threading;

namespace Spans.Tests.Chains;

/// <summary>
/// Runs a chain layer by layer, each with arrays of its own: what the shared workspace must come to. Parameters and their
/// gradients are those of the planned network.
/// </summary>
internal sealed class UnplannedRun(MemoryPlan plan, float[] parameters, int batch)
{
    private readonly Dictionary<int, float[]> _inputs = [];
    private readonly Dictionary<int, float[]> _outputs = [];
    private readonly Dictionary<int, float[]> _saved = [];
    private readonly Dictionary<int, float[]> _inputGradients = [];

    internal float[] Gradients { get; } = new float[plan.ParameterLength];

    internal float[] State { get; } = new float[plan.StateLength];

    /// <summary>What each layer gave, by its number.</summary>
    internal IReadOnlyDictionary<int, float[]> Outputs => _outputs;

    /// <summary>What each layer gave going back.</summary>
    internal IReadOnlyDictionary<int, float[]> InputGradients => _inputGradients;

    internal float[] Forward(ChainPlan chain, float[] x)
    {
        foreach (var layer in chain.Layers)
        {
            if (layer.Spec.Alias) continue;
            _inputs[layer.Id] = x;
            x = layer.Layer is Residual
                ? Sum(x, Forward(layer.Bodies[0], x), Forward(layer.Bodies[1], x))
                : ForwardAlone(layer, x);
            _outputs[layer.Id] = x;
        }
        return x;
    }

    internal float[] Backward(ChainPlan chain, float[] dy)
    {
        for (var i = chain.Layers.Length - 1; i >= 0; i--)
        {
            var layer = chain.Layers[i];
            if (layer.Spec.Alias) continue;
            dy = layer.Layer is Residual
                ? Sum(dy, Backward(layer.Bodies[0], dy), Backward(layer.Bodies[1], dy))
                : BackwardAlone(layer, dy);
            _inputGradients[layer.Id] = dy;
        }
        return dy;
    }

    private float[] ForwardAlone(LayerPlan layer, float[] x)
    {
        var (own, workspace) = Alone(layer);
        var y = new float[batch * layer.Spec.Output.Elements];
        layer.Layer.Forward(new ForwardPass(Context(workspace), own, x, y));
        _saved[layer.Id] = workspace;
        return y;
    }

    private float[] BackwardAlone(LayerPlan layer, float[] dy)
    {
        var (own, _) = Alone(layer);
        var dx = new float[batch * layer.Input.Elements];
        layer.Layer.Backward(new BackwardPass(
            Context(_saved[layer.Id]), own, _inputs[layer.Id], _outputs[layer.Id], (float[])dy.Clone(), dx));
        return dx;
    }

    private (LayerPlan Plan, float[] Workspace) Alone(LayerPlan layer)
    {
        var saved = (int)layer.Spec.Saved.For(batch, 1);
        var scratch = (int)layer.Spec.Scratch.For(batch, 1);
        return (layer with { Saved = new Slice(0, saved), Scratch = new Slice(saved, scratch) }, new float[saved + scratch]);
    }

    private PassContext Context(float[] workspace) => new()
    {
        Parameters = parameters,
        Gradients = Gradients,
        State = State,
        Workspace = workspace,
        Team = Team.Single,
        Batch = batch,
        GlobalBatch = batch,
        Training = true,
    };

    private static float[] Sum(float[] a, float[] b, float[] c)
    {
        var sum = new float[a.Length];
        for (var i = 0; i < sum.Length; i++) sum[i] = a[i] + b[i] + c[i];
        return sum;
    }
}
