using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Lanes;

namespace Spans.Activations;

/// <summary>y = ln(1 + e^(βx)) / β; dy/dx = σ(βx) = 1 − e^(−βy). PyTorch returns x itself where βx &gt; 20: the same float.
/// Source: Dugas et al. 2001.</summary>
public readonly struct Softplus : IActivation
{
    private readonly DefaultedFloat _beta;

    /// <summary>The default: beta 1.</summary>
    public Softplus()
    {
    }

    /// <summary>A softened ReLU.</summary>
    /// <param name="beta">β: the larger, the closer to ReLU.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is not finite and above 0.</exception>
    public Softplus(float beta)
    {
        if (!(beta > 0 && float.IsFinite(beta))) Throw.OutOfRange(nameof(beta), beta, "finite and above 0");
        _beta = new(beta, 1f);
    }

    /// <summary>β: the larger, the closer to ReLU.</summary>
    public float Beta => _beta.Or(1f);

    /// <inheritdoc/>
    public string Name => "softplus";

    /// <inheritdoc/>
    public bool DerivativeReadsInput => false;

    /// <inheritdoc/>
    public float Gain => 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Value<V>(V x) where V : struct, ILanes<V> => LaneMath.Softplus(Beta * x) / Beta;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Derivative<V>(V x, V y) where V : struct, ILanes<V> => -LaneMath.Expm1(-Beta * y);

    internal static Softplus Read(JsonElement json) =>
        new(new JsonFields(json, "Activation 'softplus'", "name", "beta").Number("beta", 1f));

    internal void Write(Utf8JsonWriter json) => json.WriteNumber("beta", Beta);
}
