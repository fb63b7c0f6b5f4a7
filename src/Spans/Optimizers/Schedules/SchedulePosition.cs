namespace Spans.Optimizers.Schedules;

/// <summary>Where training stands.</summary>
/// <param name="Step">Steps done before this one: from 0.</param>
/// <param name="StepsPerEpoch">One or more.</param>
/// <param name="TotalSteps">Steps of the whole training, one or more.</param>
public readonly record struct SchedulePosition(long Step, long StepsPerEpoch, long TotalSteps)
{
    /// <summary>Epochs done before this one: from 0.</summary>
    public long Epoch => Step / StepsPerEpoch;
}
