namespace Spans.Diagnostics.Learning;

/// <summary>
/// The size of the gradient that reaches the first and the last linear layer of a chain at the first step: dW = Σ x δ over the
/// rows, so that of the weights' gradient over that of the layer's input.
/// </summary>
/// <param name="FirstName">The first layer's place and kind.</param>
/// <param name="First">What reaches it.</param>
/// <param name="LastName">The last layer's place and kind.</param>
/// <param name="Last">What reaches that.</param>
/// <param name="IsInside">Whether the chain is the body of a layer.</param>
internal sealed record GradientFlow(string FirstName, double First, string LastName, double Last, bool IsInside)
{
    /// <summary>How many times the last layer's gradient the first one's is.</summary>
    internal double Ratio => First / Last;

    private double Distance => Math.Abs(Math.Log(Ratio));

    /// <summary>
    /// Of those for which <paramref name="fails"/> the one furthest from 1; one of a body before the network's, which it spoils
    /// too. Null where none does.
    /// </summary>
    internal static GradientFlow? Worst(LearningRecord record, Predicate<GradientFlow> fails)
    {
        GradientFlow? worst = null;
        foreach (var flow in Of(record))
        {
            if (!fails(flow) || (worst is { IsInside: true } && !flow.IsInside)) continue;
            if (worst is null || flow.IsInside != worst.IsInside || flow.Distance > worst.Distance) worst = flow;
        }
        return worst;
    }

    /// <summary>
    /// That of the network and of every chain inside a layer. None of a chain with fewer than two linear layers, or whose last
    /// gets none. In the chain around it, a layer of chains stands with the largest gradient inside.
    /// </summary>
    private static List<GradientFlow> Of(LearningRecord record)
    {
        var flows = new List<GradientFlow>();
        Visit(record.Chain, record.Train.RootMeanSquare, isBody: false, flows);
        return flows;
    }

    private static (string Name, double Size)? Visit(
        IReadOnlyList<LayerRecord> chain, double input, bool isBody, List<GradientFlow> flows)
    {
        (string Name, double Size)? first = null, last = null, largest = null;
        var count = 0;
        foreach (var layer in chain)
        {
            (string Name, double Size)? found = null;
            if (layer.IsLinear && input > 0) found = (layer.Name, layer.Tensors[0].FirstGradientRms / input);
            foreach (var body in layer.Bodies) found = Larger(found, Visit(body, input, isBody: true, flows));
            input = layer.FirstRms;
            if (found is null) continue;
            first ??= found;
            last = found;
            largest = Larger(largest, found);
            count++;
        }
        // A body may well begin as the way around it alone, its last weights 0: nothing vanished on the way to its first.
        if (count >= 2 && last!.Value.Size != 0 && !(isBody && first!.Value.Size == 0))
            flows.Add(new GradientFlow(first!.Value.Name, first.Value.Size, last.Value.Name, last.Value.Size, isBody));
        return largest;
    }

    private static (string Name, double Size)? Larger((string Name, double Size)? a, (string Name, double Size)? b) =>
        a is null || b?.Size > a.Value.Size ? b ?? a : a;
}
