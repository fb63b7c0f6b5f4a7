namespace Spans.Tuning;

/// <summary>How a trial ended.</summary>
public enum TrialStatus
{
    /// <summary>It has a score.</summary>
    Done,

    /// <summary>It could not be run, or its score was not finite; the study goes on.</summary>
    Failed,

    /// <summary>It broke a limit of the study, such as a latency or a size, and does not count.</summary>
    Infeasible,
}

/// <summary>One evaluation of one trial: the whole of it, or a rung of successive halving.</summary>
public sealed record TrialResult
{
    /// <summary>The trial's number, from 0.</summary>
    public required int Trial { get; init; }

    /// <summary>The rung, from 0; 0 unless the study halves.</summary>
    public required int Rung { get; init; }

    /// <summary>Where in the unit cube its settings lie.</summary>
    public required IReadOnlyList<double> Point { get; init; }

    /// <summary>Its hyperparameters.</summary>
    public required TrialSettings Settings { get; init; }

    /// <summary>How it ended.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>What is maximised, on validation data; NaN unless it is done.</summary>
    public required double Score { get; init; }

    /// <summary>The training steps this evaluation took.</summary>
    public long Steps { get; init; }

    /// <summary>The seconds this evaluation took.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed or is infeasible; empty if it is done.</summary>
    public string Reason { get; init; } = "";
}
