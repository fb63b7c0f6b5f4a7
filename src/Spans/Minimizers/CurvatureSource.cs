namespace Spans.Minimizers;

/// <summary>Where the second derivatives of f and the constraints come from.</summary>
public enum CurvatureSource
{
    /// <summary>From the functions that give them; from central differences of gradients for the others.</summary>
    Given,

    /// <summary>From the changes of the gradient of the Lagrangian, by damped BFGS updates. Source: Powell 1978.</summary>
    DampedBfgs,
}
