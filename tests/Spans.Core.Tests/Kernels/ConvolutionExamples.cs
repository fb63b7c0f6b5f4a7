using Spans.Kernels;

namespace Spans.Core.Tests.Kernels;

/// <summary>Shapes and numbers for tests of convolutions.</summary>
internal static class ConvolutionExamples
{
    internal static ConvolutionShape Square(int channels, int size, int filters, int kernel) => new()
    {
        Channels = channels, Height = size, Width = size, Filters = filters, KernelHeight = kernel, KernelWidth = kernel,
    };

    internal static float[] Integers(int length, int seed) =>
        Enumerable.Range(0, length).Select(i => (float)((i * 31 + seed * 17) % 7 - 3)).ToArray();

    internal static float[] Reals(int length, int seed) =>
        Enumerable.Range(0, length).Select(i => MathF.Sin(i * 1.7f + seed)).ToArray();
}
