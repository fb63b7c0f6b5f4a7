namespace Spans.Layers;

/// <summary>Where <see cref="Dropout"/> makes up for the units it drops.</summary>
public enum DropoutScaling
{
    /// <summary>
    /// In training, kept units are divided by the kept share; prediction does nothing. The default, as in PyTorch.
    /// </summary>
    Inverted,

    /// <summary>
    /// In prediction, all units are multiplied by the kept share; training only drops. As in the paper and in textbooks.
    /// </summary>
    AtTest,
}
