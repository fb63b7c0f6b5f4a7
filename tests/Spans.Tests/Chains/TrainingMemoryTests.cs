using Spans.Activations;
using Spans.Chains;
using Spans.Layers;

namespace Spans.Tests.Chains;

public sealed class TrainingMemoryTests
{
    // 64 images of 32x32: outputs of 32 channels, four planes of them kept (each convolution's and each norm's, the activation in
    // place), the pool's, then the same of 64 channels of 16x16, the pool's and the ten outputs, 4 bytes each.
    private const long Activations = 64L * 4 * (4 * 32 * 1024 + 32 * 256 + 4 * 64 * 256 + 64 * 64 + 10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Plan_ConvolutionsWithBatchNorm_TakesLessThanHalfAsMuchAgain(int members)
    {
        List<ILayer> layers = [];
        foreach (var filters in (int[])[32, 64])
        {
            for (var i = 0; i < 2; i++)
                layers.AddRange([new Conv2D<Identity>(filters, 3, new() { Padding = Padding.Of(1) }), new BatchNorm(),
                    new ActivationLayer<Relu>()]);
            layers.Add(new MaxPool2D(2));
        }
        layers.AddRange([new Flatten(), new Dense<Identity>(10)]);
        var plan = Planner.Plan([3, 32, 32], layers, maxBatch: 64, members, training: true);
        // Besides, batch norms save three numbers for each channel, filled to 64 bytes.
        Assert.InRange(4L * plan.ActivationLength, Activations, Activations + 4 * 3 * 64 * 4 + 64 * 20);
        // Adam keeps two numbers for each parameter.
        Assert.True(plan.TrainingBytes(2) < 1.5 * plan.KeptBytes, plan.ToString());
        Assert.Contains(" x (activations + parameters)", plan.ToString(), StringComparison.Ordinal);
    }
}
