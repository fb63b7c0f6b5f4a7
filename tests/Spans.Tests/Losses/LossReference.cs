using Spans.Losses;

namespace Spans.Tests.Losses;

/// <summary>Every loss as its definition says, element by element in double precision; labels were made values before.</summary>
internal static class LossReference
{
    /// <summary>The mean loss of a batch.</summary>
    public static double Value(ILoss loss, double[] y, double[] t, double[] sampleWeights, int batch, int units)
    {
        var sum = 0.0;
        for (var row = 0; row < batch; row++)
            sum += sampleWeights[row]
            * Row(loss, y.AsSpan(row * units, units), t.AsSpan(row * (t.Length / batch), t.Length / batch));
        return sum / batch;
    }

    /// <summary>d(mean loss)/dy by central differences with a step of 1e-6 · max(1, |y|).</summary>
    public static double[] Gradient(ILoss loss, double[] y, double[] t, double[] sampleWeights, int batch, int units)
    {
        var gradient = new double[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var (kept, step) = (y[i], 1e-6 * Math.Max(1, Math.Abs(y[i])));
            y[i] = kept + step;
            var above = Value(loss, y, t, sampleWeights, batch, units);
            y[i] = kept - step;
            var below = Value(loss, y, t, sampleWeights, batch, units);
            y[i] = kept;
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    private static double Row(ILoss loss, ReadOnlySpan<double> y, ReadOnlySpan<double> t)
    {
        var sum = 0.0;
        switch (loss)
        {
            case SumOfSquares:
                for (var i = 0; i < y.Length; i++) sum += 0.5 * (y[i] - t[i]) * (y[i] - t[i]);
                return sum;
            case MeanSquaredError:
                for (var i = 0; i < y.Length; i++) sum += (y[i] - t[i]) * (y[i] - t[i]);
                return sum / y.Length;
            case MeanAbsoluteError:
                for (var i = 0; i < y.Length; i++) sum += Math.Abs(y[i] - t[i]);
                return sum / y.Length;
            case Huber huber:
                for (var i = 0; i < y.Length; i++)
                {
                    var e = Math.Abs(y[i] - t[i]);
                    sum += e <= huber.Delta ? 0.5 * e * e : huber.Delta * (e - 0.5 * huber.Delta);
                }
                return sum / y.Length;
            case BinaryCrossEntropy:
                for (var i = 0; i < y.Length; i++)
                    sum -= t[i] * Math.Max(Math.Log(y[i]), -100) + (1 - t[i]) * Math.Max(Math.Log(1 - y[i]), -100);
                return sum / y.Length;
            case BinaryCrossEntropyWithLogits binary:
                for (var i = 0; i < y.Length; i++)
                {
                    var p = binary.PositiveWeights.IsEmpty ? 1 : binary.PositiveWeights[i];
                    sum += p * t[i] * Math.Log(1 + Math.Exp(-y[i])) + (1 - t[i]) * Math.Log(1 + Math.Exp(y[i]));
                }
                return sum / y.Length;
            case CrossEntropy cross:
                for (var i = 0; i < y.Length; i++) sum -= WeightOf(cross.ClassWeights, i) * t[i] * Math.Log(y[i] + 1e-7);
                return sum;
            case SoftmaxCrossEntropy softmax:
                var exponentials = 0.0;
                foreach (var x in y) exponentials += Math.Exp(x);
                for (var i = 0; i < y.Length; i++)
                {
                    var smooth = (1 - softmax.LabelSmoothing) * t[i] + softmax.LabelSmoothing / y.Length;
                    sum -= WeightOf(softmax.ClassWeights, i) * smooth * Math.Log(Math.Exp(y[i]) / exponentials);
                }
                return sum;
            case GaussianNegativeLogLikelihood gaussian:
                for (var i = 0; i < t.Length; i++)
                {
                    var given = y[t.Length + i];
                    var v = Math.Max(gaussian.LogVariance ? Math.Exp(given) : given, gaussian.Epsilon);
                    sum += 0.5 * (Math.Log(v) + (y[i] - t[i]) * (y[i] - t[i]) / v + (gaussian.Full ? Math.Log(2 * Math.PI) : 0));
                }
                return sum / t.Length;
            default:
                throw new NotSupportedException(loss.Name);
        }
    }

    private static double WeightOf(IReadOnlyList<float> weights, int i) => weights.Count == 0 ? 1 : weights[i];
}
