using Spans.Diagnostics.Calibration;

namespace Spans.Tests.Diagnostics.Calibration;

public class CalibrationTests
{
    // Bin 0.5-0.75: 0.6 right, 0.7 wrong → accuracy 0.5, confidence 0.65; bin 0.75-1: 0.9 right, 0.8 right → 1 and 0.85.
    [Fact]
    public void Reliability_OfFourRows_IsWhatTheHandSays()
    {
        var table = ReliabilityTable.Of([0.6f, 0.4f, 0.3f, 0.7f, 0.9f, 0.1f, 0.2f, 0.8f], [0, 0, 0, 1], bins: 4);
        Assert.Equal([0, 0, 2, 2], table.Bins.Select(bin => bin.Count));
        Assert.Equal(0.65, table.Bins[2].Confidence, 1e-6);
        Assert.Equal(0.5, table.Bins[2].Accuracy);
        Assert.Equal(0.5 * 0.15 + 0.5 * 0.15, table.ExpectedCalibrationError, 1e-6);
        Assert.Equal(0.15, table.MaximumCalibrationError, 1e-6);
    }

    // Labels drawn from softmax(z) and logits stretched by 3: the temperature gives 3 back.
    [Theory]
    [InlineData(3)]
    [InlineData(0.4)]
    public void Temperature_OfStretchedLogits_IsTheStretch(double stretch)
    {
        var random = new System.Random(5);
        const int Rows = 40_000;
        var (logits, labels) = (new float[Rows * 3], new int[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            var z = new double[3];
            for (var c = 0; c < 3; c++) z[c] = 4 * random.NextDouble() - 2;
            var total = z.Sum(Math.Exp);
            var u = random.NextDouble() * total;
            while (labels[row] < 2 && (u -= Math.Exp(z[labels[row]])) > 0) labels[row]++;
            for (var c = 0; c < 3; c++) logits[3 * row + c] = (float)(stretch * z[c]);
        }
        var temperature = TemperatureScaling.Fit(logits, labels);
        Assert.Equal(stretch, temperature, stretch * 0.05);
        var (before, after) = (new float[logits.Length], new float[logits.Length]);
        TemperatureScaling.Apply(logits, 3, 1, before);
        TemperatureScaling.Apply(logits, 3, temperature, after);
        Assert.True(ReliabilityTable.Of(after, labels).ExpectedCalibrationError < 0.2
            * ReliabilityTable.Of(before, labels).ExpectedCalibrationError);
    }

    [Fact]
    public void Reliability_OfALabelOutOfRange_NamesIt() =>
        Assert.Contains("labels[1]",
            Assert.Throws<ArgumentOutOfRangeException>(() => ReliabilityTable.Of([0.5f, 0.5f, 0.5f, 0.5f], [0, 2])).Message,
            StringComparison.Ordinal);
}
