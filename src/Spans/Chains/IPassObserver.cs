namespace Spans.Chains;

/// <summary>
/// Sees each layer right after its forward and backward: statistics, gradient norms, the origin of a NaN hang here. Layers inside
/// a layer's bodies come before that layer, at every depth; <see cref="LayerPlan.Path"/> tells them apart.
/// </summary>
public interface IPassObserver
{
    /// <summary>Whether it also sees the layers inside bodies. A constant, so that the JIT can drop the way there.</summary>
    static virtual bool SeesBodies => true;

    /// <summary>Called after a layer's forward.</summary>
    void AfterForward(in ForwardPass pass);

    /// <summary>Called after a layer's backward; the output gradient may be destroyed by then.</summary>
    void AfterBackward(in BackwardPass pass);
}

/// <summary>Sees nothing; the JIT deletes its calls.</summary>
public readonly struct NoObserver : IPassObserver
{
    /// <inheritdoc/>
    public static bool SeesBodies => false;

    /// <inheritdoc/>
    public void AfterForward(in ForwardPass pass) { }

    /// <inheritdoc/>
    public void AfterBackward(in BackwardPass pass) { }
}
