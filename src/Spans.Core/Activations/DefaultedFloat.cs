namespace Spans.Activations;

/// <summary>
/// A parameter whose value in <c>default(T)</c> is the wanted default instead of 0: it stores its bits exclusive-or those of the
/// default. So <c>new Dense&lt;LeakyRelu&gt;(units)</c>, which passes <c>default(LeakyRelu)</c>, has the slope one expects.
/// </summary>
internal readonly struct DefaultedFloat(float value, float fallback)
{
    private readonly int _difference = BitConverter.SingleToInt32Bits(value) ^ BitConverter.SingleToInt32Bits(fallback);

    /// <summary>The value; <paramref name="fallback"/>, the same as at construction, where nothing was constructed.</summary>
    public float Or(float fallback) => BitConverter.Int32BitsToSingle(_difference ^ BitConverter.SingleToInt32Bits(fallback));
}
