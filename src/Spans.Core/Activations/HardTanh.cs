using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = x cut off at least and most; the derivative there is 0. Source: Collobert 2004.</summary>
public readonly struct HardTanh : IActivation
{
    private readonly DefaultedFloat _least;
    private readonly DefaultedFloat _most;

    /// <summary>The default: least -1, most 1.</summary>
    public HardTanh()
    {
    }

    /// <summary>A range of its own.</summary>
    /// <param name="least">The smallest y.</param>
    /// <param name="most">The largest y.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, or most is not above least.</exception>
    public HardTanh(float least, float most)
    {
        if (!float.IsFinite(least)) Throw.OutOfRange(nameof(least), least, "finite");
        if (!(most > least && float.IsFinite(most))) Throw.OutOfRange(nameof(most), most, "finite and above least");
        _least = new(least, -1f);
        _most = new(most, 1f);
    }

    /// <summary>The smallest y.</summary>
    public float Least => _least.Or(-1f);

    /// <summary>The largest y.</summary>
    public float Most => _most.Or(1f);

    /// <inheritdoc/>
    public string Name => "hard-tanh";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => V.MinNative(V.Broadcast(Most), V.MaxNative(V.Broadcast(Least), x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V>
    {
        var inside = V.GreaterThan(y, V.Broadcast(Least)) & V.LessThan(y, V.Broadcast(Most));
        return V.Select(inside, V.Broadcast(1f), V.Zero);
    }

    internal static HardTanh Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Activation 'hard-tanh'", "name", "least", "most");
        return new(fields.Number("least", -1f), fields.Number("most", 1f));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("least", Least);
        json.WriteNumber("most", Most);
    }
}
