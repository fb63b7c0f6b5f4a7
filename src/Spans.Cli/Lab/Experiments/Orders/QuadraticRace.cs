using System.Diagnostics;
using System.Globalization;
using Spans.Cli.Lab.Exhibits;
using Spans.Minimizers;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// f(x) = ½ Σ cᵢ xᵢ² turned by a mirror, so that no axis is special: every method from the same start to the same accuracy.
/// </summary>
internal static class QuadraticRace
{
    internal const int Dimension = 50;
    internal const double Condition = 1000;
    private const double Goal = 1e-8;

    private static readonly (string Order, IMinimizer Minimizer)[] s_methods =
    [
        ("1", new GradientDescent()), ("1.5", new ConjugateGradient()), ("1.5", new LBfgs()), ("1.5", new Bfgs()),
        ("2", new TrustRegionNewtonCg()), ("2", new Newton()),
    ];

    internal static IReadOnlyList<Result> Run(LabArguments arguments)
    {
        var results = new List<Result>();
        foreach (var (order, minimizer) in s_methods)
        {
            arguments.Begin($"quadratic function: {minimizer.Name}");
            // The first run compiles; the second is timed.
            Minimize(order, minimizer, arguments);
            results.Add(Minimize(order, minimizer, arguments));
        }
        return results;
    }

    internal static IEnumerable<Finding> Findings(IReadOnlyList<Result> results)
    {
        var first = results[0];
        foreach (var result in results.Skip(1))
            yield return new Finding($"{result.Method} needs at most a tenth of {first.Method}'s iterations and more memory",
                result.Iterations * 10 <= first.Iterations && result.Bytes >= first.Bytes,
                string.Create(CultureInfo.InvariantCulture,
                    $"{result.Iterations} against {first.Iterations}, {result.Bytes} bytes against {first.Bytes}"));
    }

    private static Result Minimize(string order, IMinimizer minimizer, LabArguments arguments)
    {
        var function = new Quadratic(arguments.Seed);
        var x = function.Start();
        var workspace = new Workspace<double>();
        var goal = function.Value(x) * Goal;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(arguments.Cancellation);
        var watch = new Watch(goal, stop);
        var start = Stopwatch.GetTimestamp();
        var report = minimizer.Minimize(new Problem<double>(function), x.AsSpan(), workspace, new StopRules
        {
            GradientTolerance = 0,
            MaxIterations = 100_000,
            MaxEvaluations = 1_000_000,
            Cancellation = stop.Token,
        }, watch);
        var ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        arguments.Cancellation.ThrowIfCancellationRequested();
        return new Result(minimizer.Name, order, report.Iterations, function.Evaluations, ms, workspace.Bytes,
            new Series(minimizer.Name, watch.Iterations, watch.Values));
    }

    /// <summary>One method's run.</summary>
    internal sealed record Result(
        string Method, string Order, int Iterations, int Evaluations, double Milliseconds, long Bytes, Series Curve)
    {
        internal IReadOnlyList<string> Cells =>
        [
            Method, Order, $"{Iterations}", $"{Evaluations}", Text(Milliseconds, "F2"), $"{Bytes}",
        ];
    }

    // H = Q diag(c) Q with Q = I − 2 v vᵀ: products in O(n).
    private sealed class Quadratic : IHessianProduct<double>
    {
        private readonly double[] _scales = new double[QuadraticRace.Dimension];
        private readonly double[] _mirror = new double[QuadraticRace.Dimension];
        private readonly double[] _turned = new double[QuadraticRace.Dimension];

        internal Quadratic(ulong seed)
        {
            var normal = new float[_mirror.Length];
            Random.RngFill.Normal(new Random.Rng(seed, 0, 0x0D), 0, normal);
            var length = Math.Sqrt(normal.Sum(static v => (double)v * v));
            for (var i = 0; i < normal.Length; i++)
            {
                _mirror[i] = normal[i] / length;
                _scales[i] = Math.Pow(Condition, -(double)i / (normal.Length - 1));
            }
        }

        public int Dimension => _scales.Length;

        internal int Evaluations { get; private set; }

        // Every eigenvector's share of f is the same: no method is spared the stiff directions or the flat ones.
        internal double[] Start()
        {
            for (var i = 0; i < _turned.Length; i++) _turned[i] = 1 / Math.Sqrt(_scales[i]);
            var x = new double[_turned.Length];
            Mirror(_turned, x);
            return x;
        }

        public double Value(ReadOnlySpan<double> x)
        {
            Evaluations++;
            Mirror(x, _turned);
            var sum = 0.0;
            for (var i = 0; i < _turned.Length; i++) sum += 0.5 * _scales[i] * _turned[i] * _turned[i];
            return sum;
        }

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            var value = Value(x);
            for (var i = 0; i < _turned.Length; i++) _turned[i] *= _scales[i];
            Mirror(_turned, gradient);
            return value;
        }

        public void HessianProduct(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> product) =>
            ValueAndGradient(direction, product);

        private void Mirror(ReadOnlySpan<double> x, Span<double> y)
        {
            var along = 0.0;
            for (var i = 0; i < x.Length; i++) along += _mirror[i] * x[i];
            for (var i = 0; i < x.Length; i++) y[i] = x[i] - 2 * along * _mirror[i];
        }
    }

    private sealed class Watch(double goal, CancellationTokenSource stop) : IMinimizerObserver<double>
    {
        internal List<double> Iterations { get; } = [];

        internal List<double> Values { get; } = [];

        public void Observe(in MinimizerProgress progress, ReadOnlySpan<double> x)
        {
            Iterations.Add(Math.Max(0.5, progress.Iteration));
            Values.Add(progress.Value);
            if (progress.Value <= goal) stop.Cancel();
        }
    }
}
