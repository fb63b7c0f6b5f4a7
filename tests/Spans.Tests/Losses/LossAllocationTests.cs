using Spans.Losses;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Tests.Losses;

public sealed class LossAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Evaluate_EveryLossWithValuesAndLabels_AllocatesNothing(int members)
    {
        using var team = new Team(members);
        foreach (var loss in LossData.Losses(10))
            foreach (var batch in new[] { 32, 7, 5_000 })
            {
                var values = LossData.Values(loss, batch, 10, seed: 1, weighted: true, team);
                var gradient = new float[batch * 10];
                Allocation.None(() => values.Evaluate(loss, gradient), warmUp: 3, steps: 20);
                if (loss is GaussianNegativeLogLikelihood) continue;
                var labels = LossData.Labels(loss, batch, 10, seed: 1).Labels;
                Allocation.None(() => labels.Evaluate(loss, gradient), warmUp: 3, steps: 20);
            }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Evaluate_EveryLossInAProcessOfItsOwn_AllocatesNothingOnAnyThread(string members) =>
        Allocation.NoneInProcess("EveryLoss", members);
}
