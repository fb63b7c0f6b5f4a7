using Spans.Chains;
using Spans.Memory;

namespace Spans.Tests.Chains;

/// <summary>
/// When each slice of a workspace holds something that will still be read: derived from the order of passes alone.
/// </summary>
internal sealed class Lifetimes
{
    private readonly List<Life> _lives = [];
    private readonly Dictionary<int, (int Start, int End)> _forward = [];
    private readonly Dictionary<int, (int Start, int End)> _backward = [];
    private int _clock;

    /// <param name="What">For messages.</param>
    /// <param name="Slice">Where.</param>
    /// <param name="Start">The moment it is written.</param>
    /// <param name="End">The last moment it is read.</param>
    internal sealed record Life(string What, Slice Slice, int Start, int End);

    internal static IReadOnlyList<Life> Of(MemoryPlan plan)
    {
        var lifetimes = new Lifetimes();
        lifetimes.TimeForward(plan.Chain);
        var loss = lifetimes._clock++;
        if (plan.Training) lifetimes.TimeBackward(plan.Chain);
        lifetimes.Collect(plan.Chain, loss, outermost: true, plan.Training);
        if (plan.Training)
            lifetimes.Add("loss gradient", plan.LossGradient, loss,
                lifetimes.LastBackwardOf(plan.Chain, plan.Chain.Layers.Length - 1)?.End ?? loss);
        return lifetimes._lives;
    }

    /// <summary>The pairs that are alive at one moment in memory they share.</summary>
    internal static IEnumerable<(Life, Life)> Clashes(IReadOnlyList<Life> lives)
    {
        for (var i = 0; i < lives.Count; i++)
        {
            for (var j = i + 1; j < lives.Count; j++)
            {
                var (a, b) = (lives[i], lives[j]);
                if (a.Start <= b.End && b.Start <= a.End && a.Slice.Offset < b.Slice.End && b.Slice.Offset < a.Slice.End)
                    yield return (a, b);
            }
        }
    }

    private void TimeForward(ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            if (layer.Spec.Alias) continue;
            var start = _clock++;
            foreach (var body in layer.Bodies) TimeForward(body);
            _forward[layer.Id] = (start, _clock++);
        }
    }

    private void TimeBackward(ChainPlan chain)
    {
        foreach (var layer in chain.Layers.Reverse())
        {
            if (layer.Spec.Alias) continue;
            var start = _clock++;
            foreach (var body in layer.Bodies) TimeBackward(body);
            _backward[layer.Id] = (start, _clock++);
        }
    }

    private void Collect(ChainPlan chain, int outputReadAt, bool outermost, bool training)
    {
        for (var i = 0; i < chain.Layers.Length; i++)
        {
            var layer = chain.Layers[i];
            if (layer.Spec.Alias) continue;
            var (start, end) = _forward[layer.Id];
            Add($"{layer.Path} output", layer.Output, layer.RunsInPlace ? end : start,
                OutputEnd(chain, i, outputReadAt, training));
            Add($"{layer.Path} forward scratch", layer.Scratch, start, end);
            if (training)
            {
                var backward = _backward[layer.Id];
                Add($"{layer.Path} saved", layer.Saved, start, backward.End);
                Add($"{layer.Path} backward scratch", layer.Scratch, backward.Start, backward.End);
                // A body's input gradient is read by the layer around it, at its end at the latest: checked by the run itself.
                Add($"{layer.Path} input gradient", layer.InputGradient, backward.Start,
                    LastBackwardOf(chain, layer.Source)?.End ?? backward.End);
            }
            for (var b = 0; b < layer.Bodies.Length; b++)
            {
                // A body's output holds until the layer runs the next body, or ends.
                var readAt = b + 1 < layer.Bodies.Length && First(layer.Bodies[b + 1]) is { } next ? _forward[next.Id].Start - 1
                    : end - 1;
                Collect(layer.Bodies[b], readAt, outermost: false, training);
            }
        }
    }

    private int OutputEnd(ChainPlan chain, int index, int outputReadAt, bool training)
    {
        var layer = chain.Layers[index];
        var end = -1;
        for (var i = index + 1; i < chain.Layers.Length; i++)
        {
            var reader = chain.Layers[i];
            if (reader.Source != index) continue;
            if (reader.Spec.Alias)
            {
                if (training && (reader.Spec.Backward & Reads.Output) != 0) end = Math.Max(end, _backward[layer.Id].End);
                continue;
            }
            // What runs in place reads its input a moment before it writes.
            end = Math.Max(end, _forward[reader.Id].End - (reader.RunsInPlace ? 1 : 0));
            if (training && (reader.Spec.Backward & Reads.Input) != 0) end = Math.Max(end, _backward[reader.Id].End);
        }
        if (end < 0 || !chain.Layers[(index + 1)..].Any(reader => reader.Source == index && !reader.Spec.Alias))
            end = Math.Max(end, outputReadAt);
        if (training && (layer.Spec.Backward & Reads.Output) != 0) end = Math.Max(end, _backward[layer.Id].End);
        return end;
    }

    private (int Start, int End)? LastBackwardOf(ChainPlan chain, int index)
    {
        while (index >= 0 && chain.Layers[index].Spec.Alias) index = chain.Layers[index].Source;
        return index < 0 ? null : _backward[chain.Layers[index].Id];
    }

    private static LayerPlan? First(ChainPlan chain) => chain.Layers.FirstOrDefault(layer => !layer.Spec.Alias);

    private void Add(string what, Slice slice, int start, int end)
    {
        if (slice.Length > 0) _lives.Add(new Life(what, slice, start, end));
    }
}
