using Spans.Chains;
using Spans.Networks;
using Spans.Training;

namespace Spans.Diagnostics.TensorBoard;

/// <summary>
/// Writes histograms of activations, gradients and weights at the steps a <see cref="TensorBoardLog"/> wants them.
/// </summary>
public readonly struct TensorBoardObserver : ITrainingObserver
{
    private readonly TensorBoardLog _log;
    private readonly Network _network;
    private readonly Names _names;

    internal TensorBoardObserver(TensorBoardLog log, Network network)
    {
        _log = log;
        _network = network;
        _names = new Names(network.Plan.Chain);
    }

    /// <inheritdoc/>
    public void AfterForward(in ForwardPass pass)
    {
        if (_log.WantsHistograms) _log.Train.Histogram(_names.Of(pass.Plan.Id).Activation, _names.Step, pass.Output);
    }

    /// <inheritdoc/>
    public void AfterBackward(in BackwardPass pass)
    {
        if (!_log.WantsHistograms) return;
        for (var i = 0; i < pass.Plan.Parameters.Length; i++)
            _log.Train.Histogram(_names.Of(pass.Plan.Id).Gradients[i], _names.Step, pass.ParameterGradient(i));
    }

    /// <inheritdoc/>
    public void AfterStep(long step, in StepResult result)
    {
        _names.Step = step;
        if (!_log.WantsHistograms) return;
        Weights(_network.Plan.Chain, step);
        _log.HistogramsDone();
    }

    private void Weights(ChainPlan chain, long step)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++)
                _log.Train.Histogram(_names.Of(layer.Id).Weights[i], step, layer.Parameters[i].Of(_network.Parameters));
            foreach (var body in layer.Bodies) Weights(body, step);
        }
    }

    // Tags are made once, so that a step makes none.
    private sealed class Names
    {
        private readonly Dictionary<int, LayerTags> _tags = [];

        internal Names(ChainPlan chain) => Add(chain);

        internal long Step { get; set; }

        internal LayerTags Of(int id) => _tags[id];

        private void Add(ChainPlan chain)
        {
            foreach (var layer in chain.Layers)
            {
                var (gradients, weights) = (new string[layer.Parameters.Length], new string[layer.Parameters.Length]);
                for (var i = 0; i < gradients.Length; i++)
                {
                    var name = $"{layer.Path}.{layer.Spec.Parameters[i].Name}";
                    (gradients[i], weights[i]) = ($"gradients/{name}", $"weights/{name}");
                }
                _tags.Add(layer.Id, new LayerTags($"activations/{layer.Path} {LayerName.Of(layer.Layer)}", gradients, weights));
                foreach (var body in layer.Bodies) Add(body);
            }
        }
    }

    private sealed record LayerTags(string Activation, string[] Gradients, string[] Weights);
}
