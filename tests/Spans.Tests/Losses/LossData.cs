using Spans.Losses;
using Spans.Threading;

namespace Spans.Tests.Losses;

/// <summary>Random batches that suit a loss: probabilities where it wants them, inputs off its kinks.</summary>
internal static class LossData
{
    /// <summary>
    /// Every loss of the catalogue and every option that changes its formula, for <paramref name="units"/> outputs.
    /// </summary>
    public static IEnumerable<ILoss> Losses(int units)
    {
        foreach (var entry in LossCatalogue.All) yield return entry.Example;
        var weights = new float[units];
        for (var i = 0; i < units; i++) weights[i] = 0.5f + 0.25f * (i % 5);
        yield return new Huber(0.3f);
        yield return new BinaryCrossEntropyWithLogits(weights);
        yield return new CrossEntropy(weights);
        yield return new SoftmaxCrossEntropy(labelSmoothing: 0.1f);
        yield return new SoftmaxCrossEntropy(0.2f, weights);
        yield return new GaussianNegativeLogLikelihood { LogVariance = false, Full = true };
    }

    /// <summary>Whether the loss has a meaning for so many outputs.</summary>
    public static bool Fits(ILoss loss, int units) => loss switch
    {
        GaussianNegativeLogLikelihood => units % 2 == 0,
        CrossEntropy or SoftmaxCrossEntropy => units > 1,
        _ => true,
    };

    /// <summary>A batch with target values.</summary>
    public static LossCase Values(ILoss loss, int batch, int units, int seed, bool weighted = false, Team? team = null)
    {
        var random = new System.Random(seed);
        var isProbability = loss is BinaryCrossEntropy or CrossEntropy or GaussianNegativeLogLikelihood { LogVariance: false };
        var isShare = isProbability || loss is BinaryCrossEntropyWithLogits or SoftmaxCrossEntropy;
        var prediction = new float[batch * units];
        var values = new float[batch * loss.Targets(units)];
        for (var i = 0; i < prediction.Length; i++)
            prediction[i] = isProbability ? random.NextSingle() * 0.9f + 0.05f : random.NextSingle() * 6 - 3;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = isShare ? random.NextSingle() : random.NextSingle() * 6 - 3;
            // Differences stay away from 0 and δ, where the absolute value and Huber's loss have no second derivative.
            if (loss is MeanAbsoluteError or Huber)
                values[i] = prediction[i] + (random.NextSingle() < 0.5f ? 0.1f : -2) * (0.5f + random.NextSingle());
        }
        var weights = new float[weighted ? batch : 0];
        for (var i = 0; i < weights.Length; i++) weights[i] = random.NextSingle() * 2;
        return new()
        {
            Batch = batch, Units = units, Prediction = prediction, Values = values, SampleWeights = weights,
            Team = team ?? Team.Single
        };
    }

    /// <summary>A batch with labels, and the same with the one-hot rows they stand for.</summary>
    public static (LossCase Labels, LossCase OneHot) Labels(ILoss loss, int batch, int units, int seed, bool weighted = false)
    {
        var random = new System.Random(seed);
        var like = Values(loss, batch, units, seed, weighted);
        var labels = new int[batch];
        var values = new float[batch * units];
        for (var row = 0; row < batch; row++)
        {
            labels[row] = random.Next(Math.Max(units, 2));
            if (units == 1) values[row] = labels[row];
            else values[row * units + labels[row]] = 1;
        }
        LossCase Of(int[] labels, float[] values) => new()
        {
            Batch = batch,
            Units = units,
            Prediction = like.Prediction,
            SampleWeights = like.SampleWeights,
            Labels = labels,
            Values = values,
        };
        return (Of(labels, []), Of([], values));
    }
}
