using Spans.Memory;

namespace Spans.Chains;

/// <summary>Where parameters and state lie: decayed parameters first, so that weight decay is one range.</summary>
internal sealed class TensorLayout
{
    private readonly Dictionary<int, Slice[]> _parameters = [];
    private readonly Dictionary<int, Slice[]> _state = [];
    private SlabLayout _parameterSlab;
    private SlabLayout _stateSlab;

    internal long ParameterCount { get; private set; }

    internal int ParameterLength => _parameterSlab.Length;

    internal int DecayedLength { get; private set; }

    internal int StateLength => _stateSlab.Length;

    internal static TensorLayout Of(ChainTree tree)
    {
        var layout = new TensorLayout();
        layout.AddParameters(tree, decays: true);
        layout.DecayedLength = layout._parameterSlab.Length;
        layout.AddParameters(tree, decays: false);
        layout.AddState(tree);
        return layout;
    }

    internal Slice[] ParametersOf(LayerNode node) => _parameters[node.Id];

    internal Slice[] StateOf(LayerNode node) => _state[node.Id];

    private void AddParameters(ChainTree tree, bool decays)
    {
        foreach (var node in tree.Nodes)
        {
            var specs = node.Spec.Parameters;
            if (!_parameters.TryGetValue(node.Id, out var slices)) _parameters[node.Id] = slices = new Slice[specs.Length];
            for (var i = 0; i < specs.Length; i++)
            {
                if (specs[i].Decays != decays) continue;
                slices[i] = _parameterSlab.Add(specs[i].Shape.Elements);
                ParameterCount += specs[i].Shape.Elements;
            }
            foreach (var body in node.Bodies) AddParameters(body, decays);
        }
    }

    private void AddState(ChainTree tree)
    {
        foreach (var node in tree.Nodes)
        {
            var specs = node.Spec.State;
            var slices = _state[node.Id] = new Slice[specs.Length];
            for (var i = 0; i < specs.Length; i++) slices[i] = _stateSlab.Add(specs[i].Shape.Elements);
            foreach (var body in node.Bodies) AddState(body);
        }
    }
}
