using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Tests.Layers;

/// <summary>Layers with a shape they take, between them every option.</summary>
internal static class LayerExamples
{
    internal static IReadOnlyList<(string Name, ILayer Layer, Shape Input)> All { get; } =
    [
        ("activation relu", new ActivationLayer<Relu>(), 33),
        ("activation silu", new ActivationLayer<Silu>(), [3, 7]),
        ("activation leaky relu", new ActivationLayer<LeakyRelu>(new LeakyRelu(0.2f)), 19),
        ("activation identity of an image", new ActivationLayer<Identity>(), [2, 3, 3]),
        ("prelu one slope", new PRelu(), 17),
        ("prelu one slope of an image", new PRelu(), [2, 3, 5]),
        ("prelu slope a feature", new PRelu(perChannel: true), 19),
        ("prelu slope a channel", new PRelu(perChannel: true, initial: -0.3f), [3, 4, 5]),
        ("dropout", new Dropout(), 33),
        ("dropout of an image", new Dropout(0.2f), [2, 3, 5]),
        ("dropout scaled at test", new Dropout(0.3f, DropoutScaling.AtTest), 40),
        ("batch norm", new BatchNorm(), 35),
        ("batch norm of an image", new BatchNorm(), [3, 4, 5]),
        ("batch norm without scale", new BatchNorm(momentum: 0.5f, epsilon: 1e-2f, affine: false), [2, 6]),
        ("layer norm", new LayerNorm(), 37),
        ("layer norm of the last axis", new LayerNorm(epsilon: 1e-3f), [3, 2, 18]),
        ("layer norm of an image", new LayerNorm(NormalizedAxes.Sample), [2, 3, 6]),
        ("layer norm without scale", new LayerNorm(NormalizedAxes.Sample, affine: false), [4, 5]),
        ("softmax", new Softmax(), 10),
        ("softmax of the last axis", new Softmax(), [3, 33]),
        ("flatten", new Flatten(), [2, 3, 4]),
    ];

    internal static string[] Names => [.. All.Select(example => example.Name)];

    internal static (ILayer Layer, Shape Input) Get(string name)
    {
        var (_, layer, input) = All.Single(example => example.Name == name);
        return (layer, input);
    }
}
