namespace Spans.Cli.Tests.Lab;

/// <summary>X2: on x²/20 + y² SGD zigzags; Momentum, AdaGrad and Adam go straighter.</summary>
public class OptimizerPathsTests
{
    [Fact]
    public void Sgd_OfTheTextbook_MultipliesYByMinusNineTenths()
    {
        // η ∂f/∂y = 0.95 · 2y, so y ← −0.9 y; x ← (1 − 0.095) x.
        var (x, y) = LabReport.Of("optimizers").Series("paths", "sgd");
        Assert.Equal((-7, 2), (x[0], y[0]));
        for (var i = 1; i < x.Length; i++)
        {
            Assert.Equal(-7 * Math.Pow(0.905, i), x[i], 1e-5);
            Assert.Equal(2 * Math.Pow(-0.9, i), y[i], 1e-5);
        }
    }

    [Theory]
    [InlineData("momentum")]
    [InlineData("adagrad")]
    [InlineData("adam")]
    public void Sgd_AgainstOthers_ZigzagsFourTimesAsOften(string other)
    {
        var report = LabReport.Of("optimizers");
        Assert.Empty(report.FailedClaims);
        var (zigzag, straight) = (Reversals(report, "sgd"), Reversals(report, other));
        Assert.True(zigzag >= 4 * straight, $"SGD turned back {zigzag} times, {other} {straight} times.");
        Assert.Equal(29, zigzag);
    }

    // Steps that go against the one before.
    private static int Reversals(LabReport report, string optimizer)
    {
        var (x, y) = report.Series("paths", optimizer);
        return Enumerable.Range(2, x.Length - 2).Count(i =>
            (x[i] - x[i - 1]) * (x[i - 1] - x[i - 2]) + (y[i] - y[i - 1]) * (y[i - 1] - y[i - 2]) < 0);
    }
}
