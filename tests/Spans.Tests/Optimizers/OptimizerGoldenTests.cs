using Spans.Optimizers;
using Spans.Testing;

namespace Spans.Tests.Optimizers;

/// <summary>Twenty steps beside PyTorch's in double precision (tests/golden/optimizers.py).</summary>
[Trait("Category", "Numeric")]
public class OptimizerGoldenTests
{
    private static readonly Dictionary<string, GoldenCase> s_cases = Golden.Read("optimizers").ToDictionary(@case => @case.Name);

    public static TheoryData<string> Cases => new(s_cases.Keys.Where(name => name != "problem"));

    [Theory, MemberData(nameof(Cases))]
    public void N8_Step_TwentyTimes_FollowsPyTorch(string name)
    {
        var problem = s_cases["problem"];
        var expected = s_cases[name];
        float[] start = problem.Floats("start"), gradients = problem.Floats("gradients"),
            trajectory = expected.Floats("trajectory");
        var run = new OptimizerRun(OptimizerRun.Parse(expected.Text("optimizer")), start)
        {
            Decayed = (int)problem.Option("decayed"),
            Clipping = new GradientClipping
            {
                MaxNorm = expected.Has("max_norm") ? (float)expected.Option("max_norm") : float.PositiveInfinity,
                Limit = expected.Has("limit") ? (float)expected.Option("limit") : float.PositiveInfinity,
            },
        };
        var rates = expected.Has("rates") ? expected.Floats("rates") : null;
        for (var step = 0; step < 20; step++)
        {
            run.Step(gradients.AsSpan(step * start.Length, start.Length), rates?[step]);
            Tolerance.Relative(1e-5, 1e-6).Check(
                trajectory.AsSpan(step * start.Length, start.Length), run.Parameters, $"step {step + 1}, parameters");
        }
    }

    [Fact]
    public void Cases_EveryOptimizer_HasOne()
    {
        var tested = Cases.Select(row => OptimizerRun.Parse(s_cases[row.Data].Text("optimizer")).Name).ToHashSet();
        Assert.All(OptimizerCatalogue.All, optimizer => Assert.Contains(optimizer.Name, tested));
    }
}
