namespace Spans.Activations;

/// <summary>Something done with an activation of a type known only at run time.</summary>
/// <typeparam name="TResult">What it gives.</typeparam>
public interface IActivationVisitor<TResult>
{
    /// <summary>Called with the activation's own type.</summary>
    TResult Visit<TActivation>(TActivation activation) where TActivation : struct, IActivation;
}
