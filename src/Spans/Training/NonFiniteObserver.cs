using Spans.Chains;

namespace Spans.Training;

/// <summary>Finds the first layer whose output is not finite.</summary>
internal struct NonFiniteObserver : IPassObserver
{
    /// <summary>The path of that layer, such as <c>2</c>; null while all is finite.</summary>
    public string? Path { get; private set; }

    /// <summary>Its name.</summary>
    public string? Name { get; private set; }

    public void AfterForward(in ForwardPass pass)
    {
        if (Path is not null || IsFinite(pass.Output)) return;
        Path = pass.Plan.Path;
        Name = LayerName.Of(pass.Plan.Layer);
    }

    public readonly void AfterBackward(in BackwardPass pass) { }

    internal static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            if (!float.IsFinite(value)) return false;
        return true;
    }
}
