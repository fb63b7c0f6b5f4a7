using Spans.Chains;

namespace Spans.Training;

/// <summary>Finds the first layer that gave a value that is not finite, going forward and then back.</summary>
internal struct NonFiniteObserver : IPassObserver
{
    /// <summary>Where it was; null while all is finite.</summary>
    public string? Origin { get; private set; }

    public void AfterForward(in ForwardPass pass)
    {
        if (Origin is not null || IsFinite(pass.Output)) return;
        for (var i = 0; i < pass.Plan.Parameters.Length; i++)
            if (!IsFinite(pass.Parameter(i)))
                Origin = $"first in {Name(pass.Plan)}, whose {pass.Plan.Spec.Parameters[i].Name} is not finite";
        Origin ??= $"first in {Name(pass.Plan)}";
    }

    public void AfterBackward(in BackwardPass pass)
    {
        if (Origin is not null) return;
        for (var i = 0; i < pass.Plan.Parameters.Length; i++)
            if (!IsFinite(pass.ParameterGradient(i)))
                Origin = $"first in the gradient of {Name(pass.Plan)}'s {pass.Plan.Spec.Parameters[i].Name}";
        if (!IsFinite(pass.InputGradient)) Origin ??= $"first in the gradient of {Name(pass.Plan)}'s input";
    }

    internal static string Name(LayerPlan plan) => $"layer {plan.Path} ({LayerName.Of(plan.Layer)})";

    internal static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            if (!float.IsFinite(value)) return false;
        return true;
    }
}
