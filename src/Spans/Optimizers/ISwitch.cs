using System.Runtime.CompilerServices;

namespace Spans.Optimizers;

/// <summary>An option as a type, so that a rule is compiled with and without it.</summary>
internal interface ISwitch
{
    static abstract bool IsOn { get; }
}

/// <summary>With the option.</summary>
internal readonly struct On : ISwitch
{
    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }
}

/// <summary>Without the option.</summary>
internal readonly struct Off : ISwitch
{
    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }
}
