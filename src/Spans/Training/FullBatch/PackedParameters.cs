using Spans.Chains;
using Spans.Memory;

namespace Spans.Training;

/// <summary>
/// A network's parameters side by side, without the padding between tensors: the variables of a minimizer, for which a row and a
/// column of zeros in every matrix would be a waste. Tensors that decay come first.
/// </summary>
internal sealed class PackedParameters
{
    private readonly Slice[] _slices;
    private readonly Dictionary<int, int> _places = [];

    internal PackedParameters(MemoryPlan plan)
    {
        var slices = new List<Slice>();
        Collect(plan.Chain, slices);
        slices.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));
        _slices = [.. slices];
        foreach (var slice in _slices)
        {
            _places[slice.Offset] = Count;
            Count += slice.Length;
            if (slice.End <= plan.DecayedLength) Decayed = Count;
        }
    }

    /// <summary>The number of parameters.</summary>
    internal int Count { get; }

    /// <summary>The first of them, to which weight decay applies.</summary>
    internal int Decayed { get; }

    /// <summary>Where a tensor of the flat buffer begins here.</summary>
    internal int PlaceOf(Slice tensor) => _places[tensor.Offset];

    /// <summary>Copies from the flat buffer.</summary>
    internal void Pack(ReadOnlySpan<float> flat, Span<float> packed)
    {
        var place = 0;
        foreach (var slice in _slices)
        {
            slice.Of(flat).CopyTo(packed[place..]);
            place += slice.Length;
        }
    }

    /// <summary>Copies into the flat buffer; padding stays as it is.</summary>
    internal void Unpack(ReadOnlySpan<float> packed, Span<float> flat)
    {
        var place = 0;
        foreach (var slice in _slices)
        {
            packed.Slice(place, slice.Length).CopyTo(slice.Of(flat));
            place += slice.Length;
        }
    }

    private static void Collect(ChainPlan chain, List<Slice> slices)
    {
        foreach (var layer in chain.Layers)
        {
            foreach (var slice in layer.Parameters)
                if (slice.Length > 0) slices.Add(slice);
            foreach (var body in layer.Bodies) Collect(body, slices);
        }
    }
}
