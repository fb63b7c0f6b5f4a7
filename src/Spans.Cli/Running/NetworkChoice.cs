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

    /// <summary>Whether <c>--network</c> names a file rather than a ready-made network.</summary>
    internal static bool IsFile(string network) => network.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the file says, where <c>--network</c> names one.</summary>
    /// <exception cref="ModelFileException">It describes no network.</exception>
    internal static NetworkFile? Read(string network)
    {
        if (!IsFile(network)) return null;
        if (!File.Exists(network)) throw new RunException($"--network {network}: there is no such file.");
        return NetworkFile.Read(network);
    }

    /// <exception cref="ArgumentException">The network does not fit the data.</exception>
    internal static Network Of(TrainArguments arguments, NetworkFile? file, Problem problem)
    {
        var data = problem.Train.Data;
        if (file is null) return new Network(
            data.InputShape, NetworkCatalogue.Layers(arguments.Network, data.InputShape, Options(arguments, data.Outputs)),
            arguments.Seed);
        try
        {
            return file.Build(data.InputShape, data.Outputs, arguments.Seed);
        }
        catch (ArgumentException e)
        {
            throw new RunException($"--network {arguments.Network}: {Failure.WithoutParameter(e.Message)}");
        }
    }

    private static NetworkOptions Options(TrainArguments arguments, int outputs) => new()
    {
        Hidden = arguments.Hidden,
        Outputs = outputs,
        Activation = ActivationCatalogue.Get(arguments.Activation),
        Weight = arguments.Initializer is { } name ? InitializerCatalogue.Get(name) : null,
        BatchNorm = arguments.BatchNorm,
        Dropout = arguments.Dropout,
    };
}
