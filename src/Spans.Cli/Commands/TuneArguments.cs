namespace Spans.Cli.Commands;

/// <summary>What <c>spans tune</c> was asked for.</summary>
internal sealed record TuneArguments
{
    internal required DataArguments Data { get; init; }

    /// <summary>The search space's file; null for one that suits most.</summary>
    internal string? Space { get; init; }

    internal required string Search { get; init; }

    internal required int Trials { get; init; }

    internal required int Epochs { get; init; }

    internal required int Halving { get; init; }

    /// <summary>Training rows used; 0 for all.</summary>
    internal required int Rows { get; init; }

    internal required double Validation { get; init; }

    /// <summary>The most parameters of a network; 0 for no limit.</summary>
    internal required int MaxParameters { get; init; }

    /// <summary>The longest prediction of one row, in microseconds; 0 for no limit.</summary>
    internal required float MaxLatency { get; init; }

    internal required ulong Seed { get; init; }

    internal required int Threads { get; init; }

    internal string? Journal { get; init; }

    internal required bool Resume { get; init; }

    internal required bool Json { get; init; }
}
