using Spans.Memory;

namespace Spans.Chains;

/// <summary>Decides where every tensor of a chain of layers lies, before anything is allocated.</summary>
public static class Planner
{
    /// <summary>
    /// Plans a network. Parameter and state ranges depend on the layers alone, never on batch, members or mode.
    /// </summary>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="layers">First to last; at least one.</param>
    /// <param name="maxBatch">The largest batch; smaller ones use a prefix. One or more.</param>
    /// <param name="members">Members of the team that will run it. One or more.</param>
    /// <param name="training">Whether outputs are kept for going back.</param>
    /// <param name="inputGradient">Whether going back also gives the gradient of the network's input.</param>
    /// <exception cref="ShapeException">A layer cannot take what the one before it gives; names both.</exception>
    /// <exception cref="ArgumentException">The buffers would pass 2^31 floats.</exception>
    public static MemoryPlan Plan(
        Shape input, IReadOnlyList<ILayer> layers, int maxBatch, int members, bool training, bool inputGradient = false)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Throw.IfNotPositive(maxBatch);
        Throw.IfNotPositive(members);
        if (layers.Count == 0) Throw.Argument(nameof(layers), "A network needs at least one layer.");
        if (input.Elements == 0) Throw.Argument(nameof(input), "The input shape is empty; it must be a shape such as [784].");

        var tree = ChainTree.Describe(input, layers);
        try
        {
            var tensors = TensorLayout.Of(tree);
            var workspace = new WorkspaceLayout(maxBatch, members, training, inputGradient);
            var chain = workspace.Place(tree, tensors);
            return new MemoryPlan
            {
                Chain = chain,
                MaxBatch = maxBatch,
                Training = training,
                ParameterCount = tensors.ParameterCount,
                ParameterLength = tensors.ParameterLength,
                DecayedLength = tensors.DecayedLength,
                StateLength = tensors.StateLength,
                WorkspaceLength = workspace.Length,
                ActivationLength = workspace.KeptLength,
                LossGradient = workspace.LossGradient,
            };
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ArgumentException(
                $"A batch of {maxBatch} of this network needs buffers of more than 2^31 floats; use a smaller batch or network.",
                nameof(maxBatch), e);
        }
    }
}
