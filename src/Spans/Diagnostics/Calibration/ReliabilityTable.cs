using System.Globalization;
using System.Text;

namespace Spans.Diagnostics.Calibration;

/// <summary>
/// Whether a classifier is right as often as it says: its predictions in bins by the probability of the likeliest class, each
/// with how often that class was right (Guo et al. 2017).
/// </summary>
public sealed class ReliabilityTable
{
    private ReliabilityTable(IReadOnlyList<ReliabilityBin> bins, int rows)
    {
        Bins = bins;
        var (expected, largest) = (0.0, 0.0);
        foreach (var bin in bins)
        {
            if (bin.Count == 0) continue;
            var gap = Math.Abs(bin.Accuracy - bin.Confidence);
            expected += gap * bin.Count / rows;
            largest = Math.Max(largest, gap);
        }
        (ExpectedCalibrationError, MaximumCalibrationError) = (expected, largest);
    }

    /// <summary>Of equal width, from 0 to 1.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>The gap between confidence and accuracy, averaged over rows.</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The largest gap of a bin.</summary>
    public double MaximumCalibrationError { get; }

    /// <summary>Counts predictions.</summary>
    /// <param name="probabilities">[rows, classes], each row adding up to 1.</param>
    /// <param name="labels">[rows].</param>
    /// <param name="bins">Bins, one or more. Default 15.</param>
    /// <exception cref="ArgumentException">The spans do not fit, a label is out of range or a probability is none.</exception>
    public static ReliabilityTable Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int bins = 15)
    {
        Throw.IfNotPositive(bins);
        var classes = ClassesOf(probabilities.Length, labels);
        var (counts, right, confidence) = (new int[bins], new int[bins], new double[bins]);
        for (var row = 0; row < labels.Length; row++)
        {
            var likeliest = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities.Slice(row * classes, classes));
            var p = probabilities[row * classes + likeliest];
            if (!(p is >= 0 and <= 1.000001f))
                Throw.OutOfRange($"{nameof(probabilities)}[{row}, {likeliest}]", p, "a probability between 0 and 1");
            var bin = Math.Min(bins - 1, (int)(p * bins));
            counts[bin]++;
            confidence[bin] += p;
            if (likeliest == labels[row]) right[bin]++;
        }
        var table = new ReliabilityBin[bins];
        for (var i = 0; i < bins; i++)
        {
            table[i] = counts[i] == 0
                ? new ReliabilityBin((double)i / bins, (i + 1.0) / bins, 0, double.NaN, double.NaN)
                : new ReliabilityBin(
                    (double)i / bins, (i + 1.0) / bins, counts[i], confidence[i] / counts[i], (double)right[i] / counts[i]);
        }
        return new ReliabilityTable(table, labels.Length);
    }

    /// <summary>The classes of [rows, classes] values under these labels.</summary>
    internal static int ClassesOf(int length, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty || length % labels.Length != 0 || length / labels.Length < 2)
            Throw.Argument(nameof(labels),
                $"labels holds {labels.Length} elements, which does not divide {length} values into rows of two classes or more.");
        var classes = length / labels.Length;
        var wrong = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0) Throw.OutOfRange($"{nameof(labels)}[{wrong}]", labels[wrong], $"between 0 and {classes - 1}");
        return classes;
    }

    /// <summary>A line for each bin that is not empty, then the errors.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{"confidence",13} {"rows",7} {"mean",6} {"right",6}\n");
        foreach (var bin in Bins)
            if (bin.Count > 0) text.Append(
                CultureInfo.InvariantCulture,
                $"{bin.Low,6:F2}-{bin.High,6:F2} {bin.Count,7} {bin.Confidence,6:F3} {bin.Accuracy,6:F3}\n");
        return text.Append(CultureInfo.InvariantCulture,
            $"expected calibration error {ExpectedCalibrationError:F4}, largest {MaximumCalibrationError:F4}").ToString();
    }
}

/// <summary>Predictions whose confidence lies in one part of [0, 1].</summary>
/// <param name="Low">The part's lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Count">Predictions in it.</param>
/// <param name="Confidence">Their mean probability of the likeliest class; NaN without any.</param>
/// <param name="Accuracy">The share of them that was right; NaN without any.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
