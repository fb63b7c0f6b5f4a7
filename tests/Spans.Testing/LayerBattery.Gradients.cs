using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Xunit;

namespace Spans.Testing;

public static partial class LayerBattery
{
    // Far enough that a step of 1e-6 and the difference between float and double stay on one side.
    private const double KinkMargin = 1e-3;

    /// <summary>
    /// Output, input gradient and parameter gradients agree with the naive reference in double and its central differences.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">A shape it takes.</param>
    /// <param name="training">Whether as in training.</param>
    /// <param name="formula">The layer whose reference applies, where it is not <paramref name="layer"/>.</param>
    public static void AgreesWithReference(ILayer layer, Shape input, bool training, ILayer? formula = null)
    {
        var name = LayerName.Of(layer);
        for (var seed = 1; seed <= 50; seed++)
        {
            var run = new LayerRun(layer, input, Rows, seed: seed);
            var (x, dy) = Batch(run, Rows, seed);
            var reference = ReferenceOf(run, x, Rows, training);
            var exact = Array.ConvertAll(x, v => (double)v);
            double[] F() => reference.Forward(exact, formula);
            var expected = F();
            if (reference.KinkDistance < KinkMargin) continue;

            Tolerance.Norm.Check(expected, run.Forward(x, Rows, training), $"{name} output");
            var dx = run.Backward(dy);
            Tolerance.Norm.Check(GradientReference.Of(F, exact, dy), dx, $"{name} input gradient");
            foreach (var part in reference.Tree)
            {
                for (var i = 0; i < part.Parameters.Length; i++)
                {
                    var gradient = GradientReference.Of(F, part.Parameters[i], dy);
                    var what = $"{name} gradient of {part.Plan.Path} {part.Plan.Spec.Parameters[i].Name}";
                    Tolerance.Norm.Check(gradient, part.Plan.Parameters[i].Of(run.Gradients.AsSpan()), what);
                }
            }
            return;
        }
        Assert.Fail($"No seed keeps {name} off its kinks.");
    }

    /// <summary>
    /// The float engine alone: along a random direction the outputs change as the gradients say, to within 2e-3. The reference
    /// only tells where a kink is near.
    /// </summary>
    public static void FollowsItsGradient(ILayer layer, Shape input, bool training, ILayer? formula = null)
    {
        const float Step = 1e-3f;
        // Few, so that few activations come near a kink.
        const int Rows = 2;
        var name = LayerName.Of(layer);
        for (var seed = 1; seed <= 50; seed++)
        {
            var run = new LayerRun(layer, input, Rows, seed: seed);
            var (x, dy) = Batch(run, Rows, seed);
            // The words of an embedding have no direction.
            var direction = layer is Embedding ? new float[x.Length] : Numbers(seed + 2, x.Length);
            var parameterDirection = Numbers(seed + 3, run.Parameters.Length);
            var reference = ReferenceOf(run, x, Rows, training);
            reference.Forward(Array.ConvertAll(x, v => (double)v), formula);
            if (reference.KinkDistance < KinkMargin) continue;
            run.Forward(x, Rows, training);
            var dx = run.Backward(dy);
            double slope = Dot(dx, direction) + Dot(run.Gradients, parameterDirection);
            double above = Along(Step), below = Along(-Step), wide = (Along(2 * Step) - Along(-2 * Step)) / (4 * Step);
            var measured = (above - below) / (2 * Step);
            // A kink between the five points shows in two slopes that disagree: another seed.
            if (Math.Abs(measured - wide) > 1e-3 * Math.Max(1, Math.Abs(slope))) continue;
            Tolerance.Relative(2e-3, 2e-3).Check(measured, slope, $"{name} directional derivative");
            return;

            double Along(float step)
            {
                var moved = new LayerRun(layer, input, Rows, seed: seed);
                for (var i = 0; i < moved.Parameters.Length; i++) moved.Parameters[i] += step * parameterDirection[i];
                var y = moved.Forward([.. x.Select((v, i) => v + step * direction[i])], Rows, training);
                return Dot(y, dy);
            }
        }
        Assert.Fail($"No seed keeps {name} off its kinks.");
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    private static LayerReference ReferenceOf(LayerRun run, float[] x, int rows, bool training)
    {
        var state = run.State.ToArray();
        // A draw cannot be computed, only read off: what the engine made of ones.
        var drawn = run.Forward([.. Enumerable.Repeat(1f, x.Length)], rows, training);
        state.CopyTo(run.State, 0);
        return new LayerReference(run.Layer, run.Parameters, run.State, rows, training)
        { Kept = Array.ConvertAll(drawn, v => v != 0) };
    }
}
