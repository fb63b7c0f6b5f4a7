using Spans.Chains;
using Spans.Layers;
using Spans.Memory;
using Spans.Threading;
using Xunit;

namespace Spans.Testing;

/// <summary>What every layer must keep, whatever it computes. Each check fails with the layer's name and what differs.</summary>
public static partial class LayerBattery
{
    private const int Rows = 5;

    /// <summary>A description is the same each time, names its tensors apart, and asks for nothing negative.</summary>
    public static void Describes(ILayer layer, Shape input)
    {
        LayerSpec spec = layer.Describe(input), again = layer.Describe(input);
        Assert.Equal(spec.Output, again.Output);
        Assert.Equal(
            spec.Parameters.Select(p => (p.Name, p.Shape, p.Decays)), again.Parameters.Select(p => (p.Name, p.Shape, p.Decays)));
        Assert.Equal(spec.State, again.State);
        Assert.Equal(
            (spec.Saved, spec.Scratch, spec.Backward, spec.InPlace), (again.Saved, again.Scratch, again.Backward, again.InPlace));
        var names = spec.Parameters.Select(p => p.Name).Concat(spec.State.Select(s => s.Name)).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.InRange(spec.Saved.For(1, 1), 0, int.MaxValue);
        Assert.InRange(spec.Scratch.For(1, 1), 0, int.MaxValue);
    }

    /// <summary>Going back adds to the parameter gradients when told to, and otherwise replaces whatever is there.</summary>
    public static void Accumulates(ILayer layer, Shape input)
    {
        var run = new LayerRun(layer, input, Rows);
        var (x, dy) = Batch(run, Rows);
        run.Forward(x, Rows);
        var dx = run.Backward(dy);
        var once = run.Gradients.ToArray();
        Assert.All(once,
            gradient => Assert.True(
                float.IsFinite(gradient), $"{LayerName.Of(layer)} parameter gradient is {gradient}: what was there went in."));
        run.Forward(x, Rows);
        Tolerance.CheckBits(dx, run.Backward(dy, accumulate: true), $"{LayerName.Of(layer)} input gradient, accumulating");
        // Not 2 · once to the bit: where a gradient is a sum, the second one continues the first's.
        for (var i = 0; i < once.Length; i++)
            Tolerance.Relative(1e-5, 1e-5)
                .Check(2 * once[i], run.Gradients[i], $"{LayerName.Of(layer)} parameter gradient[{i}] added twice");
        run.Forward(x, Rows);
        run.SpoilGradients();
        run.Backward(dy);
        Tolerance.CheckBits(once, run.Gradients, $"{LayerName.Of(layer)} parameter gradients, replaced");
    }

    /// <summary>A batch smaller than planned gives the bits of one planned for it.</summary>
    public static void TakesSmallerBatches(ILayer layer, Shape input)
    {
        LayerRun large = new(layer, input, 4 * Rows), exact = new(layer, input, Rows);
        var (x, dy) = Batch(exact, Rows);
        var (more, moreGradient) = Batch(large, 4 * Rows);
        large.Forward(more, 4 * Rows);
        large.Backward(moreGradient);
        Array.Copy(exact.State, large.State, exact.State.Length);
        Same(exact, large, x, dy, Rows, $"{LayerName.Of(layer)}, batch {Rows} of {4 * Rows}");
    }

    /// <summary>
    /// A row's result does not depend on its place in the batch, nor on the other rows. Not for batch statistics and draws.
    /// </summary>
    public static void TreatsRowsAlike(ILayer layer, Shape input, bool training)
    {
        var run = new LayerRun(layer, input, Rows);
        var (x, dy) = Batch(run, Rows);
        float[] y = run.Forward(x, Rows, training), dx = run.Backward(dy);
        float[] reversed = run.Forward(Reverse(x, Rows), Rows, training), reversedGradient = run.Backward(Reverse(dy, Rows));
        Tolerance.CheckBits(Reverse(y, Rows), reversed, $"{LayerName.Of(layer)} output, rows reversed");
        Tolerance.CheckBits(Reverse(dx, Rows), reversedGradient, $"{LayerName.Of(layer)} input gradient, rows reversed");
    }

    /// <summary>
    /// The last rows of a batch, run as a shard of it, give what they gave in it: the same noise among other things.
    /// </summary>
    public static void ShardsAgree(ILayer layer, Shape input)
    {
        const int First = 2;
        var run = new LayerRun(layer, input, Rows);
        var (x, dy) = Batch(run, Rows);
        float[] y = run.Forward(x, Rows), dx = run.Backward(dy);
        int xs = x.Length / Rows, ys = y.Length / Rows;
        var shard = run.Forward(x[(First * xs)..], Rows - First, training: true, firstRow: First);
        Tolerance.CheckBits(y.AsSpan(First * ys), shard, $"{LayerName.Of(layer)} output of a shard");
        Tolerance.CheckBits(
            dx.AsSpan(First * xs), run.Backward(dy[(First * ys)..]), $"{LayerName.Of(layer)} input gradient of a shard");
    }

    /// <summary>A layer that says so may write over its input.</summary>
    public static void RunsInPlace(ILayer layer, Shape input)
    {
        if (!layer.Describe(input).InPlace) return;
        foreach (var training in new[] { false, true })
        {
            var run = new LayerRun(layer, input, Rows);
            var (x, _) = Batch(run, Rows);
            var state = run.State.ToArray();
            var y = new float[x.Length];
            run.ForwardInto(x, y, Rows, training);
            state.CopyTo(run.State, 0);
            run.ForwardInto(x, x, Rows, training);
            Tolerance.CheckBits(y, x, $"{LayerName.Of(layer)} output in place");
        }
    }

    /// <summary>
    /// Going back reads of input and output only what the description says; what it does not read may be gone by then.
    /// </summary>
    public static void ReadsWhatItSays(ILayer layer, Shape input)
    {
        var run = new LayerRun(layer, input, Rows);
        var (x, dy) = Batch(run, Rows);
        var y = new float[dy.Length];
        run.ForwardInto(x, y, Rows, training: true);
        float[] expected = new float[x.Length], dx = new float[x.Length];
        run.BackwardInto(x, y, (float[])dy.Clone(), expected);
        var gradients = run.Gradients.ToArray();
        var reads = run.Layer.Spec.Backward;
        if ((reads & Reads.Input) == 0) x.AsSpan().Fill(float.NaN);
        if ((reads & Reads.Output) == 0) y.AsSpan().Fill(float.NaN);
        run.SpoilGradients();
        run.BackwardInto(x, y, (float[])dy.Clone(), dx);
        Tolerance.CheckBits(expected, dx, $"{LayerName.Of(layer)} input gradient with the rest spoilt");
        Tolerance.CheckBits(gradients, run.Gradients, $"{LayerName.Of(layer)} parameter gradients with the rest spoilt");
    }

    /// <summary>The input stays as it is, and without an input gradient the parameters' are the same.</summary>
    public static void LeavesItsInputAlone(ILayer layer, Shape input)
    {
        var run = new LayerRun(layer, input, Rows);
        var (x, dy) = Batch(run, Rows);
        var before = (float[])x.Clone();
        run.Forward(x, Rows);
        run.Backward(dy);
        var gradients = run.Gradients.ToArray();
        run.SpoilGradients();
        Assert.Empty(run.Backward(dy, wantsInputGradient: false));
        Tolerance.CheckBits(before, x, $"{LayerName.Of(layer)} input");
        Tolerance.CheckBits(gradients, run.Gradients, $"{LayerName.Of(layer)} parameter gradients without an input gradient");
    }

    /// <summary>Warm passes allocate nothing, for the batch that was planned and for a smaller one.</summary>
    public static void AllocatesNothing(ILayer layer, Shape input, int members)
    {
        using var team = new Team(members);
        var rows = ManyRows(input, 150_000);
        var run = new LayerRun(layer, input, rows, team);
        var (x, dy) = Batch(run, rows);
        Allocation.None(
            () =>
            {
                run.Step(x, rows);
                run.BackwardStep(dy);
                run.Step(x, rows / 2);
                run.BackwardStep(dy, accumulate: true);
                run.Step(x, rows, training: false);
            },
            warmUp: 5, steps: 5);
    }

    /// <summary>Every number of threads gives the same bits.</summary>
    public static void TeamsAgree(ILayer layer, Shape input)
    {
        var rows = ManyRows(input, 150_000);
        var alone = new LayerRun(layer, input, rows);
        var (x, dy) = Batch(alone, rows);
        var state = alone.State.ToArray();
        foreach (var members in new[] { 2, 3, 4, 7 })
        {
            using var team = new Team(members);
            state.CopyTo(alone.State, 0);
            Same(alone, new LayerRun(layer, input, rows, team), x, dy, rows, $"{LayerName.Of(layer)} on {members} threads");
        }
    }

    private static int ManyRows(Shape input, int elements) => Math.Clamp(elements / input.Elements, 2, 4096);

    private static void Same(LayerRun expected, LayerRun actual, float[] x, float[] dy, int rows, string what)
    {
        Tolerance.CheckBits(expected.Forward(x, rows), actual.Forward(x, rows), $"{what}: output");
        Tolerance.CheckBits(expected.Backward(dy), actual.Backward(dy), $"{what}: input gradient");
        Tolerance.CheckBits(expected.Gradients, actual.Gradients, $"{what}: parameter gradients");
        Tolerance.CheckBits(expected.State, actual.State, $"{what}: state");
    }

    private static (float[] X, float[] Dy) Batch(LayerRun run, int rows, int seed = 1) =>
        (Inputs(run.Layer.Layer, seed, rows * run.Plan.Chain.Input.Elements),
            Numbers(seed + 1, rows * run.Plan.Chain.Output.Elements));

    // Words for an embedding, numbers between −2 and 2 for every other layer.
    private static float[] Inputs(ILayer layer, int seed, int count)
    {
        var numbers = Numbers(seed, count);
        if (layer is Embedding embedding)
            foreach (ref var word in numbers.AsSpan()) word = (int)((word + 2) * 1000) % embedding.Vocabulary;
        return numbers;
    }

    private static float[] Numbers(int seed, int count)
    {
        var random = new System.Random(seed);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan()) number = (float)(random.NextDouble() * 4 - 2);
        return numbers;
    }

    private static float[] Reverse(float[] rows, int count)
    {
        var length = rows.Length / count;
        var reversed = new float[rows.Length];
        for (var row = 0; row < count; row++)
            rows.AsSpan(row * length, length).CopyTo(reversed.AsSpan((count - 1 - row) * length));
        return reversed;
    }
}
