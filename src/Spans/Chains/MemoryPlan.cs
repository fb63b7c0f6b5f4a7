using System.Globalization;
using System.Text;

namespace Spans.Chains;

/// <summary>
/// Every buffer a network needs for a batch size, a team and a mode, decided before the first batch. Plain data.
/// </summary>
public sealed record MemoryPlan
{
    /// <summary>The network's layers and where their tensors lie.</summary>
    public required ChainPlan Chain { get; init; }

    /// <summary>The largest batch.</summary>
    public required int MaxBatch { get; init; }

    /// <summary>Whether the plan is for training: outputs and saved values are kept, and gradients have their planes.</summary>
    public required bool Training { get; init; }

    /// <summary>The trained numbers, padding left out.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Floats of the flat parameter buffer; the padding between tensors is zero and stays so.</summary>
    public required int ParameterLength { get; init; }

    /// <summary>The first floats of the parameter buffer, to which weight decay applies.</summary>
    public required int DecayedLength { get; init; }

    /// <summary>Floats of the layer state buffer.</summary>
    public required int StateLength { get; init; }

    /// <summary>Floats of the workspace: outputs, saved values, gradient planes and scratch.</summary>
    public required int WorkspaceLength { get; init; }

    /// <summary>Floats of the workspace that outputs and saved values take; the rest is planes and scratch.</summary>
    public required int ActivationLength { get; init; }

    /// <summary>Where the loss writes its gradient, at the largest batch; empty for prediction.</summary>
    public required Memory.Slice LossGradient { get; init; }

    /// <summary>The bytes of all planned buffers with <paramref name="statePerParameter"/> floats of optimizer state.</summary>
    public long TrainingBytes(int statePerParameter) =>
        sizeof(float) * ((2L + statePerParameter) * ParameterLength + StateLength + WorkspaceLength);

    /// <summary>The bytes that no plan could save: what is kept for going back, and the parameters.</summary>
    public long KeptBytes => sizeof(float) * ((long)ActivationLength + ParameterLength);

    /// <summary>A table: one line a layer, then the totals.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{"layer",-28} {"output",-16} {"parameters",10} {"state",8} {"output B",10} {"saved B",10} {"scratch B",10}\n");
        Write(text, Chain);
        text.Append(CultureInfo.InvariantCulture,
            $"parameters {ParameterCount} ({DecayedLength} floats of {ParameterLength} may decay), state {StateLength}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"workspace {WorkspaceLength * 4L} B at batch {MaxBatch}: activations {ActivationLength * 4L} B, gradients and scratch {(WorkspaceLength - ActivationLength) * 4L} B\n");
        if (Training)
            text.Append(CultureInfo.InvariantCulture,
                $"training takes {TrainingBytes(0)} B without optimizer state, {(double)TrainingBytes(0) / KeptBytes:0.00} x (activations + parameters)\n");
        return text.ToString();
    }

    private static void Write(StringBuilder text, ChainPlan chain)
    {
        foreach (var layer in chain.Layers)
        {
            long parameters = 0, state = 0;
            foreach (var slice in layer.Parameters) parameters += slice.Length;
            foreach (var slice in layer.State) state += slice.Length;
            var name = $"{layer.Path} {LayerName.Of(layer.Layer)}";
            var output = layer.Spec.Alias ? "alias" : layer.RunsInPlace ? "in place"
                : (layer.Output.Length * 4L).ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture,
                $"{name,-28} {layer.Spec.Output,-16} {parameters,10} {state,8} {output,10} {layer.Saved.Length * 4L,10} {layer.Scratch.Length * 4L,10}\n");
            foreach (var body in layer.Bodies) Write(text, body);
        }
    }
}
