namespace Spans.Layers;

/// <summary>How much is added around an image before a convolution.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns on the left.</param>
/// <param name="Right">Columns on the right.</param>
public readonly record struct Padding(int Top, int Bottom, int Left, int Right)
{
    // Stands for an amount that depends on the input; no explicit padding is negative.
    private const int Automatic = -1;

    /// <summary>Nothing: the output shrinks by the kernel. Keras's <c>valid</c>.</summary>
    public static Padding None => default;

    /// <summary>
    /// As much as makes the output ⌈input / stride⌉, the odd one below and on the right. Keras's <c>same</c>, ONNX's
    /// <c>SAME_UPPER</c>; at stride 1 PyTorch's <c>padding='same'</c>.
    /// </summary>
    public static Padding Same => new(Automatic, Automatic, Automatic, Automatic);

    /// <summary>The same amount on all four sides, as PyTorch's <c>padding=n</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is negative.</exception>
    public static Padding Of(int amount)
    {
        Throw.IfNegative(amount);
        return new(amount, amount, amount, amount);
    }

    /// <summary>Whether this is <see cref="Same"/>.</summary>
    public bool IsSame => Top == Automatic;

    internal (int Before, int After) Vertical(int input, int kernel, int stride, int dilation) =>
        IsSame ? Split(input, kernel, stride, dilation) : (Top, Bottom);

    internal (int Before, int After) Horizontal(int input, int kernel, int stride, int dilation) =>
        IsSame ? Split(input, kernel, stride, dilation) : (Left, Right);

    internal void Check()
    {
        if (IsSame) return;
        Throw.IfNegative(Top);
        Throw.IfNegative(Bottom);
        Throw.IfNegative(Left);
        Throw.IfNegative(Right);
    }

    private static (int Before, int After) Split(int input, int kernel, int stride, int dilation)
    {
        var output = (input + stride - 1) / stride;
        var total = Math.Max(0, (output - 1) * stride + dilation * (kernel - 1) + 1 - input);
        return (total / 2, total - total / 2);
    }
}
