using System.Globalization;
using Spans.Cli.Commands;
using Spans.Data;
using Spans.Diagnostics.Load;
using Spans.Networks;
using Spans.Tuning;

namespace Spans.Cli.Running;

/// <summary>Begins the trials of <c>spans tune</c>, within the limits that were given.</summary>
internal static class TuneTrial
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_measured = TimeSpan.FromMilliseconds(50);

    /// <exception cref="InfeasibleException">The network breaks a limit.</exception>
    internal static NetworkTrial Begin(
        TrialSettings settings, TuneArguments arguments, DataView train, DataView validation, LearningTask task)
    {
        var (loss, optimizer) = (LossChoice.Of(null, task), TuneSettings.Optimizer(settings));
        var network = TuneSettings.Network(settings, train.Data.InputShape, train.Data.Outputs, arguments.Seed);
        try
        {
            CheckLimits(network, arguments);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return new NetworkTrial(network, loss, optimizer, train, validation, TuneSettings.Batch(settings), arguments.Seed);
    }

    private static void CheckLimits(Network network, TuneArguments arguments)
    {
        if (arguments.MaxParameters > 0 && network.ParameterCount > arguments.MaxParameters)
            throw new InfeasibleException(
                $"{network.ParameterCount} parameters, but at most {arguments.MaxParameters} are allowed");
        if (arguments.MaxLatency == 0) return;
        var microseconds = Latency(network);
        if (microseconds > arguments.MaxLatency)
            throw new InfeasibleException(string.Create(
                CultureInfo.InvariantCulture,
                $"{microseconds:F2} µs a prediction, but at most {arguments.MaxLatency} are allowed"));
    }

    // The median of a row's: weights do not change how long it takes.
    private static double Latency(Network network) =>
        PredictorLoad.Run(network, threads: 1, batch: 1, s_warmUp, s_measured).Latency.Percentile(0.5) / 1000.0;
}
