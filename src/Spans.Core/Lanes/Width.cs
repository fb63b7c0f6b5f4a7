using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spans.Lanes;

/// <summary>
/// Which lanes the kernels run on: decided once. The runtime switch <c>Spans.PortableLanes</c> (runtimeconfig or
/// <see cref="AppContext"/>, before first use) forces the portable ones, for tests.
/// </summary>
public static class Width
{
    // Read at the door of a kernel, never inside one: the JIT folds it once the class is initialised.
    internal static readonly bool Wide = Vector512.IsHardwareAccelerated && Avx512F.IsSupported
        && !(AppContext.TryGetSwitch("Spans.PortableLanes", out var portable) && portable);

    /// <summary>Floats in one register: 16 with AVX-512, else <see cref="System.Numerics.Vector{T}.Count"/>.</summary>
    public static int Floats => Wide ? Lanes512.Count : VectorLanes.Count;

    /// <summary>The lanes in words, for reports: <c>16 x float (AVX-512)</c>.</summary>
    public static string Description => Wide ? "16 x float (AVX-512)" : $"{VectorLanes.Count} x float (Vector<T>)";
}
