using System.Runtime.CompilerServices;

namespace Spans.Memory;

/// <summary>
/// A reference to a struct on its way through code that does not know the type. Its maker keeps the type with it.
/// </summary>
internal readonly ref struct UntypedRef
{
    private readonly ref byte _place;

    private UntypedRef(ref byte place) => _place = ref place;

    /// <summary>A reference to <paramref name="place"/>, which it may not outlive.</summary>
    internal static UntypedRef Of<T>(ref T place) where T : struct => new(ref Unsafe.As<T, byte>(ref place));

    /// <summary>What it was made of; any other <typeparamref name="T"/> reads foreign memory.</summary>
    internal ref T UncheckedAs<T>() where T : struct => ref Unsafe.As<byte, T>(ref _place);
}
