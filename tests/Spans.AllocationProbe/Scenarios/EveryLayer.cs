using System.Globalization;
using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// A training step of every layer example, with losses and optimizers in turn, so that each stands with several. Argument:
/// threads.
/// </summary>
public sealed class EveryLayer : IScenario
{
    private const int Rows = 64;
    private const int Outputs = 4;
    private readonly List<(Network Network, Trainer Trainer, float[] Inputs, float[] Values)> _all = [];

    public int Steps => 200;

    public void Prepare(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var threads = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        foreach (var entry in LayerCatalogue.All)
            foreach (var (layer, input) in entry.Examples)
            {
                var loss = LossCatalogue.All[_all.Count % LossCatalogue.All.Count].Example;
                var optimizer = OptimizerCatalogue.All[_all.Count % OptimizerCatalogue.All.Count];
                var network = new Network(input, [layer, new Flatten(), new Dense<Sigmoid>(Outputs)], seed: 1);
                var trainer = new Trainer(network, loss, optimizer, new TrainerOptions { BatchSize = Rows, Threads = threads });
                var inputs = new float[Rows * input.Elements];
                for (var i = 0; i < inputs.Length; i++) inputs[i] = i * 5 % 7;
                var values = new float[Rows * loss.Targets(Outputs)];
                for (var i = 0; i < values.Length; i++) values[i] = i % 5 * 0.2f;
                _all.Add((network, trainer, inputs, values));
            }
    }

    public void Step()
    {
        for (var i = 0; i < _all.Count; i++)
        {
            var (_, trainer, inputs, values) = _all[i];
            if (!trainer.Step(new Batch { Inputs = inputs, Values = values, Count = Rows }).Updated)
                throw new InvalidOperationException($"Network {i} was not trained.");
        }
    }

    public void Dispose()
    {
        foreach (var (network, trainer, _, _) in _all)
        {
            trainer.Dispose();
            network.Dispose();
        }
    }
}
