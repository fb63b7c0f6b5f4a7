using Spans.Activations;
using Spans.Data;
using Spans.Layers;
using Spans.Losses;
using Spans.Minimizers;
using Spans.Networks;
using Spans.Random;
using Spans.Training;

namespace Spans.Tests.Training.FullBatch;

/// <summary>Small problems for training on all rows at once.</summary>
internal static class FullBatchExamples
{
    internal const int Rows = 90;
    internal const int Inputs = 3;

    /// <summary>90 rows of 3 inputs and a smooth function of them with noise: nothing that a straight line fits.</summary>
    internal static Dataset Regression { get; } = Make();

    /// <summary>The same rows with the class of the sign of their value.</summary>
    internal static Dataset Classes { get; } = new(
        [Inputs], Regression.Inputs, Regression.Values.ToArray().Select(static v => v > 0 ? 1 : 0).ToArray());

    internal static Network Linear() => new([Inputs], [new Dense<Identity>(1)], seed: 3);

    internal static Network Hidden(int outputs = 1, ulong seed = 3) =>
        new([Inputs], [new Dense<Tanh>(5), new Dense<Identity>(outputs)], seed);

    internal static TrainingResult Fit(
        Network network, IMinimizer minimizer, ILoss? loss = null, FullBatchOptions? options = null, DataView? rows = null)
    {
        using var trainer = new FullBatchTrainer(network, loss ?? new MeanSquaredError(), minimizer, options);
        return trainer.Fit(rows ?? Regression);
    }

    /// <summary>Weights first, then the bias: Σ over rows in double.</summary>
    internal static (double Loss, double[] Gradient) LinearReference(ReadOnlySpan<float> weights, float bias)
    {
        var (loss, gradient) = (0.0, new double[Inputs + 1]);
        for (var row = 0; row < Rows; row++)
        {
            var x = Regression.Row(row);
            var error = (double)bias - Regression.Values[row];
            for (var i = 0; i < Inputs; i++) error += (double)weights[i] * x[i];
            loss += error * error / Rows;
            for (var i = 0; i < Inputs; i++) gradient[i] += 2 * error * x[i] / Rows;
            gradient[Inputs] += 2 * error / Rows;
        }
        return (loss, gradient);
    }

    private static Dataset Make()
    {
        var (inputs, values) = (new float[Rows * Inputs], new float[Rows]);
        RngFill.Normal(new Rng(11, 0, 0), 0, inputs);
        var noise = new float[Rows];
        RngFill.Normal(new Rng(12, 0, 0), 0, noise, 0, 0.1f);
        for (var i = 0; i < Rows; i++)
            values[i] =
                MathF.Sin(inputs[3 * i]) + 0.5f * inputs[3 * i + 1] * inputs[3 * i + 2] - 0.3f * inputs[3 * i + 1] + noise[i];
        return new Dataset([Inputs], inputs, values);
    }
}
