namespace Spans.Chains;

/// <summary>One layer's parameters and state, cut from the flat buffers.</summary>
public readonly ref struct LayerTensors
{
    private readonly LayerPlan _plan;
    private readonly Span<float> _parameters;
    private readonly Span<float> _state;

    /// <summary>The tensors of the layer that <paramref name="plan"/> describes.</summary>
    public LayerTensors(LayerPlan plan, Span<float> parameters, Span<float> state)
    {
        _plan = plan;
        _parameters = parameters;
        _state = state;
    }

    /// <summary>Parameter tensor <paramref name="index"/>.</summary>
    public Span<float> Parameter(int index) => _plan.Parameters[index].Of(_parameters);

    /// <summary>State tensor <paramref name="index"/>.</summary>
    public Span<float> State(int index) => _plan.State[index].Of(_state);
}
