using System.CommandLine;
using System.Globalization;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Optimizers;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X2: on f(x, y) = x²/20 + y² from (−7, 2) SGD zigzags, Momentum, AdaGrad and Adam go straighter. Learning rates as in the
/// textbook's figures. The last quarter of a path is left out of the measures: there all of them are at the bottom.
/// </summary>
internal sealed class OptimizerPaths : IExperiment
{
    private const double StartX = -7;
    private const double StartY = 2;

    private readonly Option<int> _steps = Checked.Integer("--steps", "Updates of each optimizer", 30, 4, 10_000);

    public string Name => "optimizers";

    public string Summary => "On x²/20 + y² SGD zigzags; Momentum, AdaGrad and Adam go straighter";

    public IReadOnlyList<Option> Options => [_steps];

    public LabReport Run(LabArguments arguments)
    {
        IOptimizer[] optimizers =
        [
            new Sgd { LearningRate = 0.95f },
            new Momentum { LearningRate = 0.1f },
            new AdaGrad { LearningRate = 1.5f },
            new Adam { LearningRate = 0.3f },
        ];
        var paths = new List<Series>();
        var rows = new List<IReadOnlyList<string>>();
        var turns = new double[optimizers.Length];
        for (var i = 0; i < optimizers.Length; i++)
        {
            arguments.Begin(optimizers[i].Name);
            var path = Walk(optimizers[i], arguments.Get(_steps));
            paths.Add(path);
            turns[i] = MeanTurn(path);
            rows.Add(
            [
                optimizers[i].Name, Text(optimizers[i].LearningRate), Text(turns[i]), $"{Crossings(path)}", Text(Detour(path)),
                Text(path.X[^1]),
                Text(path.Y[^1]), Text(Value(path.X[^1], path.Y[^1])),
            ]);
        }
        return new LabReport(
            string.Create(
                CultureInfo.InvariantCulture, $"f(x, y) = x²/20 + y² from ({StartX}, {StartY}), {arguments.Get(_steps)} updates"),
            [
                new ContourExhibit(
                    "paths", new Axis("x") { Least = -10, Most = 10 }, new Axis("y") { Least = -3, Most = 3 }, Value,
                    [0.05, 0.25, 0.75, 1.5, 2.5, 4, 6, 8.5], paths),
                new TableExhibit("how straight they go",
                    ["optimizer", "learning rate", "mean turn °", "crossings of the valley", "path / distance", "x", "y", "f"],
                    rows),
            ],
            [.. optimizers.Index().Skip(1).Select(other => new Finding(
                $"{other.Item.Name} goes straighter than {optimizers[0].Name}", turns[other.Index] < turns[0],
                $"a step turns by {Text(turns[other.Index])}° against {Text(turns[0])}° on average"))]);
    }

    private static double Value(double x, double y) => x * x / 20 + y * y;

    private static Series Walk(IOptimizer optimizer, int steps)
    {
        float[] parameters = [(float)StartX, (float)StartY];
        var gradients = new float[2];
        var state = new float[2 * optimizer.StatePerParameter];
        var scalars = new double[optimizer.Scalars];
        var (x, y) = (new double[steps + 1], new double[steps + 1]);
        (x[0], y[0]) = (StartX, StartY);
        for (var step = 1; step <= steps; step++)
        {
            (gradients[0], gradients[1]) = (parameters[0] / 10, 2 * parameters[1]);
            optimizer.Step(new OptimizerStep
            {
                Parameters = parameters,
                Gradients = gradients,
                State = state,
                Scalars = scalars,
                Decayed = 0,
                Number = step,
                LearningRate = optimizer.LearningRate,
            });
            (x[step], y[step]) = (parameters[0], parameters[1]);
        }
        return new Series(optimizer.Name, x, y);
    }

    // The angle between one step and the next, averaged, in degrees: 0 for a straight line, 180 for back and forth.
    private static double MeanTurn(Series path)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 2; i <= Measured(path); i++)
        {
            var (ax, ay) = (path.X[i - 1] - path.X[i - 2], path.Y[i - 1] - path.Y[i - 2]);
            var (bx, by) = (path.X[i] - path.X[i - 1], path.Y[i] - path.Y[i - 1]);
            sum += Math.Abs(Math.Atan2(ax * by - ay * bx, ax * bx + ay * by));
            count++;
        }
        return sum / count * 180 / Math.PI;
    }

    private static int Crossings(Series path)
    {
        var count = 0;
        for (var i = 1; i <= Measured(path); i++)
            if (path.Y[i] * path.Y[i - 1] < 0) count++;
        return count;
    }

    private static double Detour(Series path)
    {
        var length = 0.0;
        var last = Measured(path);
        for (var i = 1; i <= last; i++)
            length += Math.Sqrt(Square(path.X[i] - path.X[i - 1]) + Square(path.Y[i] - path.Y[i - 1]));
        return length / Math.Sqrt(Square(path.X[last] - path.X[0]) + Square(path.Y[last] - path.Y[0]));
    }

    private static int Measured(Series path) => 3 * (path.X.Count - 1) / 4;

    private static double Square(double value) => value * value;
}
