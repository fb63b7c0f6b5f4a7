using Spans.Data;
using Spans.Minimizers;

namespace Spans.Tests.Data;

public class HousesTests
{
    [Fact]
    public void Draw_AsksForRows_GivesThatManyOfSixInputs()
    {
        var houses = Houses.Draw(30, 10);
        Assert.Equal((30, 10, 6), (houses.Train.Count, houses.Test.Count, houses.Data.InputShape.Elements));
        Assert.Equal(houses.Data.InputShape.Elements, houses.Data.FeatureNames.Count);
    }

    [Fact]
    public void Draw_MoreRows_LeavesTheFirstAsTheyWere() =>
        Assert.Equal(Houses.Draw(20, 0).Data.Inputs, Houses.Draw(50, 0).Data.Inputs[..(20 * 6)]);

    // Means and deviations are given, not learned: on many rows they are those of the rows.
    [Fact]
    public void Draw_ManyRows_AreStandardised()
    {
        var data = Houses.Draw(20_000, 0).Data;
        for (var input = 0; input < 6; input++)
        {
            var (mean, deviation) = Spread(i => data.Inputs[i * 6 + input], data.Count);
            Assert.InRange(mean, -0.06, 0.06);
            Assert.InRange(deviation, 0.94, 1.1);
        }
        var (price, spread) = Spread(i => data.Values[i], data.Count);
        Assert.InRange(price, -0.05, 0.05);
        Assert.InRange(spread, 0.95, 1.05);
    }

    // Every row is one of the two, and a house is dearer than a flat all else being equal.
    [Fact]
    public void Draw_AHouse_IsDearerThanAFlat()
    {
        var data = Houses.Draw().Data;
        for (var i = 0; i < data.Count; i++) Assert.Equal(1, (data.Row(i)[4] > 0 ? 1 : 0) + (data.Row(i)[5] > 0 ? 1 : 0));
        var line = LinearRegression.Fit(data.Inputs, data.Values);
        Assert.True(line.Weights[5] - line.Weights[4] > 0.2, $"{line.Weights[5]} against {line.Weights[4]}");
    }

    private static (double Mean, double Deviation) Spread(Func<int, float> value, int count)
    {
        var values = Enumerable.Range(0, count).Select(i => (double)value(i)).ToArray();
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
