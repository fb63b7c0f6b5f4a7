using Spans.Chains;
using Spans.Memory;

namespace Spans.Tests.Chains;

/// <summary>Seeded random chains of the test layers, nested up to two deep.</summary>
internal static class RandomChains
{
    internal static (Shape Input, List<ILayer> Layers) Draw(int seed)
    {
        var random = new System.Random(seed);
        Shape input = [1 + random.Next(5)];
        return (input, Draw(random, input, 1 + random.Next(7), depth: 0, keepsShape: false));
    }

    private static List<ILayer> Draw(System.Random random, Shape input, int count, int depth, bool keepsShape)
    {
        var layers = new List<ILayer>();
        var width = input.Elements;
        for (var i = 0; i < count; i++)
        {
            switch (random.Next(depth == 2 ? 6 : 7))
            {
                case 0: layers.Add(new Twice()); break;
                case 1: layers.Add(new Hyperbola()); break;
                case 2: layers.Add(new Squash()); break;
                case 3 or 4:
                    if (random.Next(2) == 0) layers.Add(new Rename(random.Next(2) == 0 ? [1, width] : [width, 1]));
                    else layers.Add(new Twice());
                    break;
                case 5: layers.Add(new Spread(width = 1 + random.Next(20), random.Next(2) == 0)); break;
                default:
                    layers.Add(new Residual(
                        Draw(random, width, random.Next(4), depth + 1, keepsShape: true),
                        Draw(random, width, random.Next(4), depth + 1, keepsShape: true)));
                    break;
            }
        }
        if (keepsShape && width != input.Elements) layers.Add(new Spread(input.Elements));
        return layers;
    }
}
