using Spans.Chains;
using Spans.Memory;

namespace Spans.Networks;

/// <summary>Ready-made networks by name, sized to the data.</summary>
public static class NetworkCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NetworkEntry> All { get; } =
    [
        new("mlp", "dense layers", static (_, options) => new MultiLayerPerceptron
        {
            Hidden = options.Hidden,
            Outputs = options.Outputs,
            Activation = options.Activation,
            Weight = options.Weight,
            BatchNorm = options.BatchNorm,
            Dropout = options.Dropout,
        }.Layers()),
        new("lenet", "LeNet-5: two 5x5 convolutions, three dense layers; images of 12x12 or more", LeNet.Layers),
        new("cnn-bn", "four 3x3 convolutions of 32 and 64 filters with batch norm; images of 4x4 or more", BatchNormCnn.Layers),
        new("resnet8", "three residual blocks of 16, 32 and 64 filters with batch norm; images of any size", ResNet8.Layers),
    ];

    /// <summary>The layers of the network called <paramref name="name"/>, first to last.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="options">Outputs, activation and the like.</param>
    /// <exception cref="ShapeException">The network takes images and the input is none, or too small a one.</exception>
    /// <exception cref="ArgumentException">There is none of that name, or an option is out of its range.</exception>
    public static IReadOnlyList<ILayer> Layers(string name, Shape input, NetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var entry in All)
            if (entry.Name == name) return entry.Layers(input, options);
        throw new ArgumentException($"There is no network '{name}'; there are {string.Join(", ", Names())}.", nameof(name));
    }

    private static string[] Names()
    {
        var names = new string[All.Count];
        for (var i = 0; i < names.Length; i++) names[i] = All[i].Name;
        return names;
    }
}

/// <summary>One ready-made network.</summary>
/// <param name="Name">As files and the command line call it.</param>
/// <param name="Description">What it is, in a line.</param>
/// <param name="Layers">Its layers for an input shape.</param>
public sealed record NetworkEntry(string Name, string Description, Func<Shape, NetworkOptions, IReadOnlyList<ILayer>> Layers);
