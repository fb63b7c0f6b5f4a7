using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Initializers;
using Spans.Networks;

namespace Spans.Cli.Running;

/// <summary>The network that <c>--network</c> and the options beside it ask for.</summary>
internal static class NetworkChoice
{
    /// <summary>The names of the ready-made networks.</summary>
    internal static string[] Names { get; } = [.. NetworkCatalogue.All.Select(static entry => entry.Name)];

    /// <exception cref="ArgumentException">The network does not fit the data.</exception>
    internal static Network Of(TrainArguments arguments, Problem problem)
    {
        var input = problem.Train.Data.InputShape;
        return new Network(input, NetworkCatalogue.Layers(arguments.Network, input, new NetworkOptions
        {
            Hidden = arguments.Hidden,
            Outputs = problem.Train.Data.Outputs,
            Activation = ActivationCatalogue.Get(arguments.Activation),
            Weight = arguments.Initializer is { } name ? InitializerCatalogue.Get(name) : null,
            BatchNorm = arguments.BatchNorm,
            Dropout = arguments.Dropout,
        }), arguments.Seed);
    }
}
