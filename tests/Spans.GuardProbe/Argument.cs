namespace Spans.GuardProbe;

/// <summary>What a kernel does with a span.</summary>
internal enum Role
{
    /// <summary>Reads it.</summary>
    Input,

    /// <summary>Writes it, and may read what was there.</summary>
    Output,

    /// <summary>Writes and reads it; longer is allowed.</summary>
    Scratch,
}

/// <summary>A span that a kernel takes.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Role">What the kernel does with it.</param>
/// <param name="Length">The elements it must hold.</param>
/// <param name="Value">Element i of what is there before; null for ordinary numbers, or whatever is there where it is
/// written.</param>
/// <param name="IsOptional">Whether it may be empty.</param>
internal sealed record Argument(string Name, Role Role, int Length, Func<int, float>? Value, bool IsOptional)
{
    /// <summary>Whether longer is allowed.</summary>
    internal bool IsAtLeast { get; init; } = Role == Role.Scratch;
}

/// <summary>A number that a kernel takes.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Value">What it is in this call.</param>
/// <param name="Least">The least it may be.</param>
internal sealed record Number(string Name, int Value, int Least);
