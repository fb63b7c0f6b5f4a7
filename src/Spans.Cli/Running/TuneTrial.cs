using System.Diagnostics;
using System.Globalization;
using Spans.Cli.Commands;
using Spans.Data;
using Spans.Networks;
using Spans.Training;
using Spans.Tuning;

namespace Spans.Cli.Running;

/// <summary>One network of <c>spans tune</c>, trained on one thread; scored by accuracy, or by the mean loss below 0 for regression.</summary>
internal sealed class TuneTrial : ITrial
{
    private readonly Network _network;
    private readonly Trainer _trainer;
    private readonly BatchLoader _loader;
    private readonly DataView _validation;
    private int _epochs;

    /// <exception cref="InfeasibleException">The network breaks a limit.</exception>
    internal TuneTrial(TrialSettings settings, TuneArguments arguments, DataView train, DataView validation, LearningTask task)
    {
        _validation = validation;
        _network = TuneSettings.Network(settings, train.Data.InputShape, train.Data.Outputs, arguments.Seed);
        try
        {
            CheckLimits(arguments);
            var batch = Math.Min(TuneSettings.Batch(settings), train.Count);
            _trainer = new Trainer(_network, LossChoice.Of(null, task), TuneSettings.Optimizer(settings), new TrainerOptions { BatchSize = batch, Seed = arguments.Seed });
            _loader = new BatchLoader(train, batch, shuffle: true, arguments.Seed, _trainer.Plan.Chain.MinimumBatch);
        }
        catch
        {
            _trainer?.Dispose();
            _network.Dispose();
            throw;
        }
    }

    public long Steps => _trainer.Steps;

    public double Run(int budget)
    {
        for (; _epochs < budget; _epochs++)
        {
            _loader.BeginEpoch(_epochs);
            while (_loader.Next(out var batch))
                if (!_trainer.Step(batch).Updated) return double.NaN;
        }
        var scores = _trainer.Evaluate(_validation);
        return scores.Accuracy ?? -scores.Loss;
    }

    public void Dispose()
    {
        _loader.Dispose();
        _trainer.Dispose();
        _network.Dispose();
    }

    private void CheckLimits(TuneArguments arguments)
    {
        if (arguments.MaxParameters > 0 && _network.ParameterCount > arguments.MaxParameters)
            throw new InfeasibleException($"{_network.ParameterCount} parameters, but at most {arguments.MaxParameters} are allowed");
        if (arguments.MaxLatency == 0) return;
        var microseconds = Latency();
        if (microseconds > arguments.MaxLatency)
            throw new InfeasibleException(string.Create(CultureInfo.InvariantCulture, $"{microseconds:F2} µs a prediction, but at most {arguments.MaxLatency} are allowed"));
    }

    // The median of many: weights do not change how long it takes.
    private double Latency()
    {
        const int Warm = 200, Measured = 501;
        using var predictor = Predictor.Freeze(_network);
        var (input, output, times) = (new float[_network.Input.Elements], new float[_network.Output.Elements], new double[Measured]);
        for (var i = -Warm; i < Measured; i++)
        {
            var start = Stopwatch.GetTimestamp();
            predictor.Predict(input, output);
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[Measured / 2];
    }
}
