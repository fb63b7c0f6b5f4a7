namespace Spans.Tuning;

/// <summary>How a study runs.</summary>
public sealed record StudyOptions
{
    /// <summary>Trials. Default 30.</summary>
    public int Trials { get; init; } = 30;

    /// <summary>The budget of a whole trial, in the units of <see cref="ITrial.Run"/>: epochs, as a rule. Default 3.</summary>
    public int Budget { get; init; } = 3;

    /// <summary>
    /// Successive halving (Jamieson and Talwalkar 2016): of a rung's trials the best 1/<see cref="Halving"/> go on with that many
    /// times the budget, until <see cref="Budget"/> is reached. 0 for none; else 2 or more. Rungs are synchronous: the next
    /// begins when all of one are done.
    /// </summary>
    public int Halving { get; init; }

    /// <summary>The budget of the first rung. Default 1.</summary>
    public int FirstBudget { get; init; } = 1;

    /// <summary>The seed of all suggestions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Trials that run side by side, each on one thread; results do not depend on it. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The journal's file; null for none. A line a result, flushed to disk before the study goes on.</summary>
    public string? Journal { get; init; }

    /// <summary>Whether to go on with the journal that is there; otherwise it must not exist.</summary>
    public bool Resume { get; init; }

    internal void Check()
    {
        Throw.IfNotPositive(Trials);
        Throw.IfNotPositive(Budget);
        Throw.IfNotPositive(Threads);
        Throw.IfNotPositive(FirstBudget);
        if (Halving is < 0 or 1) Throw.OutOfRange(nameof(Halving), Halving, "0, or 2 or more");
        if (Halving > 0 && FirstBudget > Budget)
            Throw.OutOfRange(nameof(FirstBudget), FirstBudget, $"at most the Budget of {Budget}");
        if (Resume && Journal is null) Throw.Argument(nameof(Resume), "Resume needs a Journal to go on with.");
    }
}
