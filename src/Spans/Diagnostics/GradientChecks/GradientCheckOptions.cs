namespace Spans.Diagnostics.GradientChecks;

/// <summary>How a gradient check probes.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>Rows of the batch. Default 4.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>The seed of inputs, of the elements picked, and of the layer's noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Elements probed of each tensor, picked at random where it has more. Default 200.</summary>
    public int MaxElements { get; init; } = 200;

    /// <summary>
    /// The largest step of the central differences, relative to max(1, |x|). Default 1/128: half and a quarter of it are tried
    /// too, and float needs no smaller one, since the differences are extrapolated (Richardson).
    /// </summary>
    public float Step { get; init; } = 1f / 128;

    /// <summary>
    /// The error allowed, relative to the larger of the two gradients and a tenth of the tensor's largest. Default 2e-3.
    /// </summary>
    public double Tolerance { get; init; } = 2e-3;

    /// <summary>Whether the layer behaves as in training. Default true.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Whether the gradient of the input is checked too: not for inputs that are indices. Default true.</summary>
    public bool CheckInput { get; init; } = true;

    /// <summary>[batch, input], for layers that cannot take normal deviates; empty for those.</summary>
    public ReadOnlyMemory<float> Input { get; init; }

    internal void Check()
    {
        Throw.IfNotPositive(Batch);
        Throw.IfNotPositive(MaxElements);
        if (!(Step > 0 && Step <= 1)) Throw.OutOfRange(nameof(Step), Step, "above 0 and at most 1");
        if (!(Tolerance > 0)) Throw.OutOfRange(nameof(Tolerance), Tolerance, "above 0");
    }
}
