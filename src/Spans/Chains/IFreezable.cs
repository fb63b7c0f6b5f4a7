namespace Spans.Chains;

/// <summary>A layer that predicts faster with its parameters laid out another way.</summary>
public interface IFreezable
{
    /// <summary>The layer that takes this one's place in prediction. Its backward pass is never called.</summary>
    ILayer Freeze();

    /// <summary>Fills the frozen layer's tensors from this layer's.</summary>
    void Pack(in LayerTensors trained, in LayerTensors frozen);
}
