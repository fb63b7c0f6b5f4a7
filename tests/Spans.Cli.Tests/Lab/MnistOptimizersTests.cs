namespace Spans.Cli.Tests.Lab;

/// <summary>X3: Momentum, AdaGrad and Adam learn faster than SGD.</summary>
public class MnistOptimizersTests
{
    [Fact]
    public void Optimizers_OnDrawnDigits_ComeBelowSgdsLossInHalfItsUpdates()
    {
        var report = LabReport.Of("mnist-optimizers", "--steps", "400");
        Assert.Empty(report.FailedClaims);
        var (_, sgd) = report.Series("loss curves", "sgd");
        foreach (var other in (string[])["momentum", "adagrad", "adam"])
        {
            var (_, losses) = report.Series("loss curves", other);
            Assert.True(losses[losses.Length / 2] < sgd[^1],
                $"{other}: {losses[losses.Length / 2]} half way against {sgd[^1]} at the end of SGD");
        }
    }
}
