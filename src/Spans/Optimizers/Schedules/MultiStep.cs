namespace Spans.Optimizers.Schedules;

/// <summary>η γ^(number of milestones reached), as PyTorch's <c>MultiStepLR</c> stepped once an epoch.</summary>
public sealed partial record MultiStep : ISchedule
{
    /// <inheritdoc/>
    public string Name => "multi-step";

    /// <summary>γ. Default 0.1.</summary>
    public float Gamma { get; init => field = Require.Positive(value); } = 0.1f;

    /// <inheritdoc/>
    public float LearningRate(float baseRate, in SchedulePosition position, ReadOnlySpan<double> state)
    {
        var reached = 0;
        while (reached < _milestones.Length && _milestones[reached] <= position.Epoch) reached++;
        return (float)(baseRate * Math.Pow(Gamma, reached));
    }

    /// <summary>Whether milestones and γ agree.</summary>
    public bool Equals(MultiStep? other) =>
        other is not null && Gamma.Equals(other.Gamma) && _milestones.AsSpan().SequenceEqual(other._milestones);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Gamma, _milestones.Length, _milestones[0], _milestones[^1]);
}
