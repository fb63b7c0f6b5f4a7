using Spans.Testing;
using Spans.Training;

namespace Spans.Tests.Training;

/// <summary>All that two trainings must agree in, bit for bit. Times are left out.</summary>
internal sealed class TrainingSnapshot
{
    private readonly float[] _parameters;
    private readonly float[] _state;
    private readonly float[] _optimizerState;
    private readonly double[] _scalars;
    private readonly double[] _schedule;
    private readonly long _steps;
    private readonly TrainingResult _result;

    internal TrainingSnapshot(Trainer trainer, TrainingResult result)
    {
        _parameters = trainer.Network.Parameters.ToArray();
        _state = trainer.Network.State.ToArray();
        _optimizerState = trainer.OptimizerState.ToArray();
        _scalars = trainer.OptimizerScalars.ToArray();
        _schedule = trainer.ScheduleState.ToArray();
        (_steps, _result) = (trainer.Steps, result);
    }

    internal void AssertSame(TrainingSnapshot other, string what)
    {
        Assert.Equal(_steps, other._steps);
        Tolerance.CheckBits(_parameters, other._parameters, $"{what}: parameters");
        Tolerance.CheckBits(_state, other._state, $"{what}: layer state");
        Tolerance.CheckBits(_optimizerState, other._optimizerState, $"{what}: optimizer state");
        Assert.Equal(_scalars.Select(BitConverter.DoubleToInt64Bits), other._scalars.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(_schedule.Select(BitConverter.DoubleToInt64Bits), other._schedule.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal((_result.StopReason, _result.Explanation, _result.BestEpoch, _result.Steps),
            (other._result.StopReason, other._result.Explanation, other._result.BestEpoch, other._result.Steps));
        Assert.Equal(_result.History.Select(Timeless), other._result.History.Select(Timeless));
        Assert.Equal(_result.History.Select(Confusion), other._result.History.Select(Confusion));
    }

    private static EpochReport Timeless(EpochReport report) => report with
    {
        Seconds = 0,
        SamplesPerSecond = 0,
        Validation = report.Validation is { } scores ? scores with { Confusion = null } : null,
    };

    private static string Confusion(EpochReport report) =>
        report.Validation?.Confusion is { } matrix ? string.Join(' ', matrix.Counts.ToArray()) : "none";
}
