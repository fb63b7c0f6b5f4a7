using Spans.Minimizers;
using Spans.Threading;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// Every minimizer on floats and doubles, and the interior-point method with bounds and constraints. Argument: the parts of a
/// team that run side by side, each with a workspace of its own.
/// </summary>
public sealed class EveryMinimizer : IScenario
{
    private static readonly StopRules s_stop = new() { MaxIterations = 30, GradientTolerance = 1e-6 };
    private Lane[] _lanes = [];
    private Team _team = Team.Single;

    public int WarmUp => 3;

    public int Steps => 10;

    public void Prepare(string[] arguments)
    {
        var members = int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        _team = new Team(members);
        _lanes = new Lane[members];
        for (var i = 0; i < members; i++) _lanes[i] = new Lane();
    }

    public void Step() => _team.Run(new Job(_lanes), _lanes.Length);

    public void Dispose() => _team.Dispose();

    private readonly struct Job(Lane[] lanes) : ITeamJob
    {
        public void Execute(int part, int parts) => lanes[part].Run();
    }

    private sealed class Lane
    {
        private readonly Workspace<double> _doubles = new();
        private readonly Workspace<float> _floats = new();
        private readonly double[] _x = new double[2];
        private readonly float[] _y = new float[2];

        private readonly Problem<double> _free = new(Function.Vector<double>(2, 2,
            (x, r) => (r[0], r[1]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0]),
            (x, j) => (j[0], j[1], j[2], j[3]) = (-20 * x[0], 10, -1, 0)));

        private readonly Problem<float> _single = new(Function.Vector<float>(2, 2,
            (x, r) => (r[0], r[1]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0])));

        private readonly Problem<double> _bounded = new(Function.Vector<double>(2, 2,
            (x, r) => (r[0], r[1]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0])))
        { Lower = new double[] { -2, -2 }, Upper = new[] { 0.8, 2 } };

        private readonly Problem<double> _constrained = new(Function.Vector<double>(2, 2,
            (x, r) => (r[0], r[1]) = (10 * (x[1] - x[0] * x[0]), 1 - x[0])))
        {
            Lower = new double[] { -2, -2 },
            Inequalities = Function.Vector<double>(2, 1, (x, g) => g[0] = x[0] * x[0] + x[1] * x[1] - 1),
        };

        public void Run()
        {
            for (var i = 0; i < MinimizerCatalogue.All.Count; i++)
            {
                var minimizer = MinimizerCatalogue.All[i];
                Minimize(minimizer, _free);
                (_y[0], _y[1]) = (-1.2f, 1);
                minimizer.Minimize(_single, _y.AsSpan(), _floats, s_stop);
                if ((minimizer.Handles & Handles.Bounds) != 0) Minimize(minimizer, _bounded);
                if ((minimizer.Handles & Handles.Constraints) != 0) Minimize(minimizer, _constrained);
            }
        }

        private void Minimize(IMinimizer minimizer, Problem<double> problem)
        {
            (_x[0], _x[1]) = (-1.2, 1);
            minimizer.Minimize(problem, _x.AsSpan(), _doubles, s_stop);
        }
    }
}
