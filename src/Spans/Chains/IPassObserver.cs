namespace Spans.Chains;

/// <summary>
/// Sees each layer right after its forward and backward: statistics, gradient norms, the origin of a NaN hang here.
/// </summary>
public interface IPassObserver
{
    /// <summary>Called after a layer's forward.</summary>
    void AfterForward(in ForwardPass pass);

    /// <summary>Called after a layer's backward; the output gradient may be destroyed by then.</summary>
    void AfterBackward(in BackwardPass pass);
}

/// <summary>Sees nothing; the JIT deletes its calls.</summary>
public readonly struct NoObserver : IPassObserver
{
    /// <inheritdoc/>
    public void AfterForward(in ForwardPass pass) { }

    /// <inheritdoc/>
    public void AfterBackward(in BackwardPass pass) { }
}
