namespace Spans.Chains;

/// <summary>A layer made of chains, in the order of its <see cref="LayerSpec.Bodies"/>.</summary>
public interface IContainer
{
    /// <summary>The chains.</summary>
    IReadOnlyList<IReadOnlyList<ILayer>> Chains { get; }

    /// <summary>The same layer around other chains, which give the same shapes: for prediction, their frozen forms.</summary>
    ILayer With(IReadOnlyList<IReadOnlyList<ILayer>> chains);
}
