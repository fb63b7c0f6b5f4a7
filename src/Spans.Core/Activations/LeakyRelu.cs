using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x above zero, else slope · x; the derivative at 0 is the slope. Source: Maas et al. 2013.</summary>
public readonly struct LeakyRelu : IActivation
{
    private readonly DefaultedFloat _slope;

    /// <summary>The default: slope 0.01.</summary>
    public LeakyRelu()
    {
    }

    /// <summary>A leaky ReLU.</summary>
    /// <param name="slope">The factor below zero.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slope"/> is negative or not finite.</exception>
    public LeakyRelu(float slope)
    {
        // The derivative goes by the sign of y, so that x need not be kept.
        if (!(slope >= 0 && float.IsFinite(slope))) Throw.OutOfRange(nameof(slope), slope, "finite and at least 0");
        _slope = new(slope, 0.01f);
    }

    /// <summary>The factor below zero.</summary>
    public float Slope => _slope.Or(0.01f);

    /// <inheritdoc/>
    public string Name => "leaky-relu";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <summary>√(2 / (1 + slope²)), as He et al. 2015 have it.</summary>
    public float Gain => MathF.Sqrt(2 / (1 + Slope * Slope));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => V.Select(V.GreaterThan(x, V.Zero), x, Slope * x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> =>
        V.Select(V.GreaterThan(y, V.Zero), V.Broadcast(1), V.Broadcast(Slope));

    internal static LeakyRelu Read(JsonElement json) =>
        new(new JsonFields(json, "Activation 'leaky-relu'", "name", "slope").Number("slope", 0.01f));

    internal void Write(Utf8JsonWriter json) => json.WriteNumber("slope", Slope);
}
