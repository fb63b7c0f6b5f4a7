using Spans.Kernels;

namespace Spans.Chains;

/// <summary>A frozen layer that can predict a single row without a pass.</summary>
internal interface IRowLayer
{
    /// <summary>
    /// The layer over <paramref name="tensors"/>, which are pinned and filled; null where it takes too much of a stack.
    /// </summary>
    PackedRowStep? Row(in LayerTensors tensors, int inputs);
}
