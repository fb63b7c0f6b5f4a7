using System.Globalization;
using Spans.Cli.Commands;
using Spans.Data;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>
/// What <c>--false-positive-rate</c> and <c>--predictions</c> limit, on the training rows, and how well that went.
/// </summary>
internal sealed class LimitedOutputs
{
    private readonly double? _rate;
    private readonly string? _positive;
    private readonly (float Lower, float Upper)? _range;
    private int _class;

    /// <exception cref="UsageException">A range is none, or the optimizer cannot limit outputs.</exception>
    internal LimitedOutputs(TrainArguments arguments, IMinimizer minimizer)
    {
        (_rate, _positive) = (arguments.FalsePositiveRate, arguments.Positive);
        _range = arguments.Predictions is { } text ? Range(text) : null;
        var name = Name(arguments)!;
        if ((minimizer.Handles & Handles.ResidualsOnly) != 0)
            throw new UsageException(
                $"{name} needs a minimizer of any loss: lbfgs, cg, newton-cg or interior-point, say, not {arguments.Optimizer}.");
        if (arguments.Patience > 0 || arguments.Tolerance > 0)
            throw new UsageException(
                $"--{(arguments.Patience > 0 ? "patience" : "tolerance")} may end training before the limit of {name} holds: leave it out.");
        if (arguments.BatchNorm)
            throw new UsageException($"--batch-norm makes an output hang on other rows too, which {name} cannot limit.");
    }

    /// <summary>The option that limits outputs; null for none.</summary>
    /// <exception cref="UsageException">There is a positive class but no rate.</exception>
    internal static string? Name(TrainArguments arguments)
    {
        if (arguments.Positive is not null && arguments.FalsePositiveRate is null)
            throw new UsageException("--positive names a class for --false-positive-rate, which is not given.");
        return arguments.FalsePositiveRate is not null ? "--false-positive-rate" : arguments.Predictions is not null
            ? "--predictions" : null;
    }

    /// <summary>The limits on the training rows.</summary>
    /// <exception cref="UsageException">They do not suit the problem.</exception>
    internal OutputConstraints Constraints(Network network, Problem problem)
    {
        var classes = problem.Preprocessing.Target.ClassNames;
        if (_rate is not null)
        {
            if (classes.Count != 2)
                throw new UsageException(
                    $"--false-positive-rate is for two classes; the data have {(classes.Count == 0 ? "none" : classes.Count)}.");
            _class = _positive is null ? 1 : classes.ToList().IndexOf(_positive);
            if (_class < 0) throw new UsageException(
                $"--positive {_positive}: there is no such class; there are {string.Join(", ", classes)}.");
        }
        if (_range is not null && classes.Count > 0)
            throw new UsageException("--predictions is for regression; --false-positive-rate limits a classifier.");
        return Of(network, problem, problem.Train);
    }

    /// <summary>What the network comes to, on the training rows and the test rows.</summary>
    internal IEnumerable<MeasuredLimit> Measure(Network network, Problem problem)
    {
        var train = Of(network, problem, problem.Train).Check();
        var test = problem.Test is null ? null : Of(network, problem, problem.Test).Check();
        if (_rate is { } rate)
        {
            var name = problem.Preprocessing.Target.ClassNames[_class];
            yield return new MeasuredLimit(
                "false_positive_rate", $"false positives of {name}", rate, train[0].Measured, test?[0].Measured);
            yield break;
        }
        // In the target's units, the largest of all targets.
        var scales = problem.Preprocessing.Target.Scales.ToArray();
        yield return new MeasuredLimit(
            "prediction_violation", $"predictions outside {_range!.Value.Lower}..{_range.Value.Upper} by at most", 0,
            Largest(train), test is null ? null : Largest(test));

        double Largest(IReadOnlyList<OutputCheck> checks) =>
            checks.Zip(scales, static (check, scale) => check.Measured * scale).Max();
    }

    private OutputConstraints Of(Network network, Problem problem, DataView rows)
    {
        var constraints = new OutputConstraints(network);
        if (_rate is { } rate) constraints.FalsePositiveRate(rows, rate, _class);
        if (_range is not var (lower, upper)) return constraints;
        var target = problem.Preprocessing.Target;
        for (var i = 0; i < target.Means.Length; i++)
        {
            var (mean, scale) = (target.Means[i], target.Scales[i]);
            constraints.Between(rows, i, (float)((lower - mean) / scale), (float)((upper - mean) / scale));
        }
        return constraints;
    }

    private static (float Lower, float Upper) Range(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots >= 0 && text.Length > 2 && Read(text[..dots], float.NegativeInfinity, out var lower)
            && Read(text[(dots + 2)..], float.PositiveInfinity, out var upper) && lower <= upper) return (lower, upper);
        throw new UsageException(
            $"--predictions is '{text}' but must be a least and a largest value, such as 0..50, 0.. or ..50.");

        static bool Read(string number, float none, out float value)
        {
            value = none;
            return number.Length == 0
                || (float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value));
        }
    }
}
