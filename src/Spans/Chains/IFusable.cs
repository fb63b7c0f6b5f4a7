using Spans.Memory;

namespace Spans.Chains;

/// <summary>A layer that may predict faster as one with the layer behind it.</summary>
internal interface IFusable
{
    /// <summary>One layer for this one and <paramref name="next"/>, or null where two are as good.</summary>
    IFused? Fuse(ILayer next, Shape input);
}

/// <summary>A layer that the one before it can do as well, in prediction.</summary>
internal interface IMergeable
{
    /// <summary>
    /// A layer over the tensors of <paramref name="before"/> that does this one's work behind its own; null where two are as
    /// good.
    /// </summary>
    ILayer? Into(ILayer before);
}

/// <summary>A frozen layer that stands for two. Its backward pass is never called.</summary>
internal interface IFused : ILayer
{
    /// <summary>Fills its tensors from those of the first of the two; the second has none.</summary>
    void Pack(in LayerTensors trained, in LayerTensors frozen);
}
