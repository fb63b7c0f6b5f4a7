using System.Runtime.CompilerServices;
using System.Text.Json;
using Spans.Kernels;

namespace Spans.Losses;

/// <summary>
/// ½ e² where |e| ≤ δ, else δ (|e| − ½ δ), for e = y − t: the mean over all elements as PyTorch's <c>HuberLoss</c>.
/// dE/dy = e clamped to ±δ, over rows · units. Source: Huber 1964.
/// </summary>
public sealed record Huber : ILoss
{
    /// <summary>A Huber loss.</summary>
    /// <param name="delta">δ, where the parabola turns into lines.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not finite or not above 0.</exception>
    public Huber(float delta = 1)
    {
        if (!(delta > 0 && float.IsFinite(delta))) Throw.OutOfRange(nameof(delta), delta, "finite and above 0");
        Delta = delta;
    }

    /// <inheritdoc/>
    public string Name => "huber";

    /// <inheritdoc/>
    public Link Link => Link.Identity;

    /// <summary>δ, where the parabola turns into lines.</summary>
    public float Delta { get; }

    /// <inheritdoc/>
    public double Evaluate(in LossPass pass) => pass.Elementwise(new Formula(Delta), (double)pass.Scale / pass.Units);

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer) => writer.WriteNumber("delta", Delta);

    internal static Huber Read(JsonElement json) => new(new JsonFields(json, "Loss 'huber'", "name", "delta").Number("delta", 1));

    private readonly struct Formula(float delta) : ILossFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Evaluate<V>(V x, V t, V w, out V value, out V slope) where V : struct, Lanes.ILanes<V>
        {
            var error = x - t;
            var distance = V.Abs(error);
            var inside = V.Min(distance, V.Broadcast(delta));
            value = inside * (distance - 0.5f * inside);
            slope = V.Max(V.Min(error, V.Broadcast(delta)), V.Broadcast(-delta));
        }
    }
}
