using Spans.Data;
using Spans.Testing;

namespace Spans.Tests.Data;

/// <summary>Real tables with fixed test rows; the numbers were measured with scikit-learn 1.2.1 on the same rows.</summary>
public sealed class RealTableTests
{
    private static PreparedData Prepare(string file, string rows, CsvOptions options)
    {
        var table = CsvTable.Read(RealData.Path(file), options);
        return PreparedData.Of(table, Split.ByRows(table.Count, RowNumbers.Read(RealData.Path(rows))), options);
    }

    [Theory]
    [InlineData("iris/iris.csv", "splits/iris.test.txt", 120, 30, 4, 3)]
    [InlineData("wine/wine_data.csv", "splits/wine.test.txt", 142, 36, 13, 3)]
    [InlineData("breast-cancer/breast_cancer.csv", "splits/breast-cancer.test.txt", 455, 114, 30, 2)]
    public void Classification_ShapeLineInsteadOfHeader_HasTheKnownSizes(
        string file, string rows, int train, int test, int inputs, int classes)
    {
        var prepared = Prepare(file, rows, new CsvOptions { SkipLines = 1, HasHeader = false });
        Assert.Equal((train, test), (prepared.Train.Count, prepared.Test.Count));
        Assert.Equal(inputs, prepared.Data.InputShape.Elements);
        Assert.Equal(classes, prepared.Data.Classes);
        AssertStandardised(prepared);
    }

    [Fact]
    public void Digits8X8_DividedBy16_HasTheKnownSizes()
    {
        var prepared =
            Prepare("digits8x8/digits.csv", "splits/digits8x8.test.txt", new CsvOptions { Scale = Scaling.DivideBy(16) });
        Assert.Equal((1437, 360, 64, 10),
            (prepared.Train.Count, prepared.Test.Count, prepared.Data.InputShape.Elements, prepared.Data.Classes));
        Assert.Equal([0, 0, 5 / 16f, 13 / 16f], prepared.Data.Row(0)[..4].ToArray());
    }

    [Theory]
    [InlineData("house-prices/taiwan-real-estate.csv", "splits/taiwan-real-estate.test.txt", "-1", "No", 0, 331, 6, 8.278937721)]
    [InlineData("house-prices/california-housing.csv", "splits/california-housing.test.txt", "median_house_value", null, 0,
        16346, 13, 70586.0)]
    [InlineData("house-prices/boston_house_prices.csv", "splits/boston.test.txt", "MEDV", null, 1, 404, 13, 4.06012)]
    [InlineData("diabetes/diabetes.csv", "splits/diabetes.test.txt", "-1", null, 0, 353, 10, 52.5565)]
    public void Regression_LeastSquares_GivesTheKnownError(
        string file, string rows, string target, string? ignore, int skip, int train, int inputs, double rmse)
    {
        var prepared = Prepare(file, rows, new CsvOptions
        {
            Targets = [target],
            Ignore = ignore is null ? [] : [ignore],
            SkipLines = skip,
            Missing = MissingValues.Drop,
        });
        Assert.Equal(LearningTask.Regression, prepared.Preprocessing.Target.Task);
        Assert.Equal((train, inputs), (prepared.Train.Count, prepared.Data.InputShape.Elements));
        AssertStandardised(prepared);
        var error = LeastSquares.TestRmse(prepared) * prepared.Preprocessing.Target.Scales[0];
        Assert.Equal(1, error / rmse, 2e-6);
    }

    [Fact]
    public void Linnerud_ThreeTargets_ReadWithSpaces()
    {
        var table = CsvTable.Read(RealData.Path("linnerud/linnerud_physiological.csv"),
            new CsvOptions { Delimiter = ' ', Targets = ["Waist", "Pulse"] });
        Assert.Equal(20, table.Count);
        Assert.Equal("36", table.Text(0, 1));
    }

    [Fact]
    public void Melbourne_MissingCells_NamesTheFirst()
    {
        var path = RealData.Path("house-prices/melbourne-housing.csv");
        var options = new CsvOptions { Targets = ["Price"], Columns = ["Rooms", "BuildingArea", "Distance", "Type"] };
        Assert.Contains("line 2, column 'BuildingArea' has no value",
            Assert.Throws<DataException>(() => CsvTable.Read(path, options)).Message, StringComparison.Ordinal);
        var table = CsvTable.Read(path, options with { Missing = MissingValues.Drop });
        // Counted by pandas: rows in which all five are present.
        Assert.Equal(MelbourneComplete, table.Count);
        Assert.Equal(34_857, table.Count + table.DroppedRows);
        Assert.Equal(["h", "t", "u"], table.Features[3].Texts.Order(StringComparer.Ordinal));
    }

    private const int MelbourneComplete = 10_656;

    private static void AssertStandardised(PreparedData prepared)
    {
        var width = prepared.Data.InputShape.Elements;
        for (var column = 0; column < width; column++)
        {
            double sum = 0, squares = 0;
            for (var i = 0; i < prepared.Train.Count; i++)
            {
                var x = prepared.Data.Row(prepared.Rows.Train[i])[column];
                sum += x;
                squares += (double)x * x;
            }
            Assert.Equal(0, sum / prepared.Train.Count, 1e-5);
            Assert.True(squares == 0 || Math.Abs(squares / prepared.Train.Count - 1) < 1e-5,
                $"column {column}: {squares / prepared.Train.Count}");
        }
    }
}
