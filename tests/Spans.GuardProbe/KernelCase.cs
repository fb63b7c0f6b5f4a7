namespace Spans.GuardProbe;

/// <summary>A kernel, and how to call it at a size.</summary>
/// <param name="Kernel">Type and method: <c>MatMul.Multiply</c>.</param>
/// <param name="At">The call at size n (1 to 130), with whatever else varies drawn from the second number.</param>
/// <param name="Variant">What tells this case from others of the kernel.</param>
internal sealed record KernelCase(string Kernel, Func<int, int, KernelCall> At, string Variant = "")
{
    /// <summary>How messages call it.</summary>
    public override string ToString() => Variant.Length == 0 ? Kernel : $"{Kernel} ({Variant})";
}
