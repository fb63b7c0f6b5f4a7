using Spans.Testing;
using Spans.Threading;

namespace Spans.Tests.Losses;

[Trait("Category", "Numeric")]
public sealed class LossTeamTests
{
    [Fact]
    public void Evaluate_TeamsOf1To7_GiveTheSameBits()
    {
        foreach (var (batch, units) in new[] { (17_001, 2), (301, 130) })
            foreach (var loss in LossData.Losses(units))
            {
                var data = LossData.Values(loss, batch, units, seed: 4, weighted: true);
                var value = data.Evaluate(loss, out var expected);
                foreach (var members in new[] { 2, 3, 4, 7 })
                {
                    using var team = new Team(members);
                    var shared = data.With(team).Evaluate(loss, out var gradient);
                    Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(shared));
                    Tolerance.CheckBits(expected, gradient, $"{loss} gradient with {members} members");
                }
            }
    }
}
