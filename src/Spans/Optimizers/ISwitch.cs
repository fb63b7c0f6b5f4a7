namespace Spans.Optimizers;

/// <summary>An option as a type, so that a rule is compiled with and without it.</summary>
internal interface ISwitch
{
    static abstract bool IsOn { get; }
}

/// <summary>With the option.</summary>
internal readonly struct On : ISwitch
{
    public static bool IsOn => true;
}

/// <summary>Without the option.</summary>
internal readonly struct Off : ISwitch
{
    public static bool IsOn => false;
}
