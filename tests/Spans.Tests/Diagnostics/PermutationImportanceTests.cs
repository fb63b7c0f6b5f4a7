using Spans.Data;
using Spans.Diagnostics;

namespace Spans.Tests.Diagnostics;

public class PermutationImportanceTests
{
    // score = −mean (t − (3 x₁ + x₂))² with t = 3 x₁ + x₂ and x₀ unread: shuffling x of variance v costs 2 w² v.
    [Fact]
    public void Of_AKnownFormula_GivesTwiceTheWeightedVariance()
    {
        var random = new System.Random(1);
        var (inputs, values) = (new float[3 * 5000], new float[5000]);
        for (var row = 0; row < 5000; row++)
        {
            for (var j = 0; j < 3; j++) inputs[3 * row + j] = (float)(2 * random.NextDouble() - 1);
            values[row] = 3 * inputs[3 * row + 1] + inputs[3 * row + 2];
        }
        var data = new Dataset([3], inputs, values) { FeatureNames = ["noise", "strong", "weak"] };
        var list = PermutationImportance.Of(data, Score);
        Assert.Equal(["strong", "weak", "noise"], list.Select(entry => entry.Name));
        Assert.Equal(2 * 9 / 3.0, list[0].Fall, 0.3);
        Assert.Equal(2 / 3.0, list[1].Fall, 0.05);
        Assert.Equal(0, list[2].Fall);
    }

    private static double Score(DataView view)
    {
        var sum = 0.0;
        for (var i = 0; i < view.Count; i++)
        {
            var x = view.Data.Row(view.Rows[i]);
            sum += Math.Pow(view.Data.Values[view.Rows[i]] - 3 * x[1] - x[2], 2);
        }
        return -sum / view.Count;
    }
}
