using Spans.Activations;
using Spans.Chains;
using Spans.Lanes;
using Spans.Layers;
using Spans.Networks;

namespace Spans.Training;

/// <summary>
/// Bounds l ≤ w ≤ u on a network's parameters, for a <see cref="FullBatchTrainer"/> whose minimizer handles bounds: L-BFGS-B,
/// Levenberg–Marquardt and interior point. They hold exactly, at every iterate.
/// </summary>
public sealed class ParameterBounds
{
    private readonly MemoryPlan _plan;
    private readonly PackedParameters _packed;
    private readonly float[] _lower;
    private readonly float[] _upper;

    /// <summary>No bounds yet.</summary>
    public ParameterBounds(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _plan = network.Plan;
        _packed = new PackedParameters(_plan);
        (_lower, _upper) = (new float[_packed.Count], new float[_packed.Count]);
        Array.Fill(_lower, float.NegativeInfinity);
        Array.Fill(_upper, float.PositiveInfinity);
    }

    internal ReadOnlyMemory<float> Lower => _lower;

    internal ReadOnlyMemory<float> Upper => _upper;

    /// <summary>
    /// Bounds a whole tensor: <c>Limit(0, 0, 0, float.PositiveInfinity)</c> keeps the first layer's weights from falling below
    /// zero.
    /// </summary>
    /// <param name="layer">The layer's number in the network's outer chain.</param>
    /// <param name="tensor">The tensor's number in the layer: 0 for the weights of a dense layer, 1 for its bias.</param>
    /// <param name="lower">l; −∞ for none.</param>
    /// <param name="upper">u, not below <paramref name="lower"/>; +∞ for none.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or the bounds leave nothing between them.</exception>
    public ParameterBounds Limit(int layer, int tensor, float lower, float upper)
    {
        var layers = _plan.Chain.Layers;
        if ((uint)layer >= (uint)layers.Length) Throw.OutOfRange(nameof(layer), layer, $"between 0 and {layers.Length - 1}");
        if ((uint)tensor >= (uint)layers[layer].Parameters.Length)
            Throw.OutOfRange(nameof(tensor), tensor, $"a tensor of layer {layer}, which has {layers[layer].Parameters.Length}");
        if (!(lower <= upper)) Throw.OutOfRange(nameof(upper), upper, $"{lower} or more, the lower bound");
        var slice = layers[layer].Parameters[tensor];
        Narrow(_packed.PlaceOf(slice), slice.Length, lower, upper);
        return this;
    }

    /// <summary>
    /// Makes every output rise (or fall) with an input, whatever the others are: the input's weights into the first dense layer
    /// get that sign, all weights of later ones must not be negative. Activations must not fall; saturating ones (tanh, sigmoid)
    /// keep the network able to bend either way, while ReLU would leave it convex. Source: Sill, "Monotonic networks", 1998;
    /// Daniels and Velikova 2010.
    /// </summary>
    /// <param name="input">The input's number.</param>
    /// <param name="rising">Whether outputs rise with it; else they fall.</param>
    /// <exception cref="ArgumentException">The network is not of dense layers with activations that never fall, or has no such
    /// input.</exception>
    public ParameterBounds Monotone(int input, bool rising)
    {
        if ((uint)input >= (uint)_plan.Chain.Input.Elements)
            Throw.OutOfRange(nameof(input), input, $"between 0 and {_plan.Chain.Input.Elements - 1}, an input of the network");
        var first = true;
        foreach (var layer in _plan.Chain.Layers)
        {
            Check(layer);
            if (layer.Layer is not IDense dense) continue;
            var weights = _packed.PlaceOf(layer.Parameters[0]);
            if (!first) Narrow(weights, layer.Parameters[0].Length, 0, float.PositiveInfinity);
            else if (rising) Narrow(weights + input * dense.Units, dense.Units, 0, float.PositiveInfinity);
            else Narrow(weights + input * dense.Units, dense.Units, float.NegativeInfinity, 0);
            first = false;
        }
        if (first) Throw.Argument(nameof(input), "The network has no dense layer whose weights could make it monotone.");
        return this;
    }

    /// <summary>
    /// Brings parameters inside. One on the wrong side of a bound is mirrored at it before it is cut off: half of all freshly
    /// drawn weights would start at zero otherwise.
    /// </summary>
    internal void BringInside(Span<float> packed)
    {
        for (var i = 0; i < packed.Length; i++)
        {
            if (packed[i] < _lower[i]) packed[i] = 2 * _lower[i] - packed[i];
            else if (packed[i] > _upper[i]) packed[i] = 2 * _upper[i] - packed[i];
            packed[i] = Math.Clamp(packed[i], _lower[i], _upper[i]);
        }
    }

    internal void CheckFits(int parameters)
    {
        if (_packed.Count != parameters)
            Throw.Argument(
                "bounds", $"The bounds are for a network of {_packed.Count} parameters but this one has {parameters}.");
    }

    private void Narrow(int start, int count, float lower, float upper)
    {
        for (var i = start; i < start + count; i++)
        {
            if (Math.Max(_lower[i], lower) > Math.Min(_upper[i], upper))
                Throw.Argument(nameof(lower),
                    $"Parameter {i} is bounded by {_lower[i]} and {_upper[i]} already, which leaves nothing between {lower} and {upper}.");
            (_lower[i], _upper[i]) = (Math.Max(_lower[i], lower), Math.Min(_upper[i], upper));
        }
    }

    private static void Check(LayerPlan layer)
    {
        var activation = layer.Layer switch
        {
            IDense dense => dense.Activation,
            IActivationLayer alone => alone.Activation,
            Flatten => null,
            _ => throw new ArgumentException(
                $"Layer {layer.Path} ({LayerName.Of(layer.Layer)}) cannot be made monotone; dense layers can."),
        };
        if (activation is not null && Falls(activation))
            throw new ArgumentException(
                $"Layer {layer.Path} has the activation {activation.Name}, which falls somewhere; take tanh or sigmoid.");
    }

    // By its derivative over the range where activations bend.
    private static bool Falls(IActivation f)
    {
        for (var i = -2000; i <= 2000; i++)
        {
            var x = VectorLanes.Broadcast(i * 0.01f);
            if (VectorLanes.Sum(f.Derivative(x, f.Value(x))) < 0) return true;
        }
        return false;
    }
}
