using System.Globalization;
using Spans.Data;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>The inputs that <c>--monotone area:+,distance:-</c> names, and whether outputs are to rise with them.</summary>
internal sealed class MonotoneInputs
{
    private readonly List<(string Name, bool Rising)> _asked = [];
    private readonly List<(int Input, bool Rising)> _inputs = [];

    /// <exception cref="UsageException">A part is not a name, a colon and a sign.</exception>
    internal MonotoneInputs(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.LastIndexOf(':');
            var sign = colon < 0 ? "" : part[(colon + 1)..].Trim();
            if (sign is not ("+" or "-") || colon == 0)
                throw new UsageException(
                    $"--monotone is '{text}' but must be columns with a sign each, such as area:+,distance:-.");
            _asked.Add((part[..colon].Trim(), sign == "+"));
        }
        if (_asked.Count == 0) throw new UsageException("--monotone must name a column and a sign, such as area:+.");
    }

    /// <summary>What is said of an optimizer that cannot keep parameters within bounds.</summary>
    internal static UsageException NeedsBounds(string optimizer) =>
        new($"--monotone needs a minimizer that handles bounds: lbfgsb, levenberg-marquardt or interior-point, not {optimizer}.");

    /// <summary>The bounds that make a network so.</summary>
    /// <exception cref="UsageException">A column is not there, or is text.</exception>
    internal ParameterBounds Bounds(Network network, Preprocessing preprocessing)
    {
        var bounds = new ParameterBounds(network);
        foreach (var (name, rising) in _asked)
        {
            var input = Find(name, preprocessing);
            _inputs.Add((input, rising));
            bounds.Monotone(input, rising);
        }
        return bounds;
    }

    /// <summary>The most that an output of the network goes the wrong way on any row.</summary>
    internal double Violation(Network network, Problem problem)
    {
        var worst = 0.0;
        foreach (var (input, rising) in _inputs)
        {
            worst = Math.Max(worst, Monotonicity.Violation(network, problem.Train, input, rising));
            if (problem.Test is not null) worst = Math.Max(worst, Monotonicity.Violation(network, problem.Test, input, rising));
        }
        return worst;
    }

    private static int Find(string name, Preprocessing preprocessing)
    {
        var input = 0;
        foreach (var column in preprocessing.Columns)
        {
            if (column.Name == name)
                return column.IsText ? throw new UsageException(
                    $"--monotone {name}: the column holds text, which neither rises nor falls.") : input;
            input += column.Width;
        }
        if (preprocessing.Columns.Count == 0
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < preprocessing.InputShape.Elements) return number;
        throw new UsageException(
            $"--monotone {name}: there is no such input; there are {string.Join(", ", preprocessing.Columns.Select(static c => c.Name))}.");
    }
}
