using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x above zero, else α (eˣ − 1). Source: Clevert et al. 2015.</summary>
public readonly struct Elu : IActivation
{
    private readonly DefaultedFloat _alpha;

    /// <summary>The default: alpha 1.</summary>
    public Elu()
    {
    }

    /// <summary>An exponential linear unit.</summary>
    /// <param name="alpha">α: the limit at −∞ is −α.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is negative or not finite.</exception>
    public Elu(float alpha)
    {
        // The derivative goes by the sign of y, so that x need not be kept.
        if (!(alpha >= 0 && float.IsFinite(alpha))) Throw.OutOfRange(nameof(alpha), alpha, "finite and at least 0");
        _alpha = new(alpha, 1f);
    }

    /// <summary>α: the limit at −∞ is −α.</summary>
    public float Alpha => _alpha.Or(1f);

    /// <inheritdoc/>
    public string Name => "elu";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V>
    {
        var negative = Alpha * LaneMath.Expm1(V.MinNative(V.Zero, x));
        return V.Select(V.GreaterThan(x, V.Zero), x, negative);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => V.Select(V.GreaterThan(y, V.Zero), V.Broadcast(1), y + Alpha);

    internal static Elu Read(JsonElement json) =>
        new(new JsonFields(json, "Activation 'elu'", "name", "alpha").Number("alpha", 1f));

    internal void Write(Utf8JsonWriter json) => json.WriteNumber("alpha", Alpha);
}
