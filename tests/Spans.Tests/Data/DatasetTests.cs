using Spans.Data;

namespace Spans.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void Reshaped_AnotherShape_SharesRowsAndNames()
    {
        var data = new Dataset([4], [1, 2, 3, 4, 5, 6, 7, 8], [0, 1], [1, 2])
        { ClassNames = ["a", "b", "c"], FeatureNames = ["p", "q", "r", "s"] };
        var images = data.Reshaped([1, 2, 2]);
        Assert.Equal([1, 2, 2], images.InputShape);
        Assert.True(images.Inputs == data.Inputs && images.Labels == data.Labels && images.SampleWeights == data.SampleWeights);
        Assert.Equal(3, images.Classes);
        Assert.Equal(data.FeatureNames, images.FeatureNames);
        var values = new Dataset([2], [1f, 2, 3, 4], [5f, 6]) { TargetNames = ["t"] }.Reshaped([2, 1]);
        Assert.Equal([5f, 6], values.Values.ToArray());
        Assert.False(values.IsClassification);
        Assert.Equal(2, new Dataset([2], [1f, 2, 3, 4]).Reshaped([1, 2]).Count);
        Assert.Throws<ArgumentException>(() => data.Reshaped([1, 2, 3]));
    }

    [Fact]
    public void Constructor_Labels_KeepsRowsAndCountsClasses()
    {
        var data = new Dataset([2], [1, 2, 3, 4, 5, 6], [0, 2, 1]);
        Assert.Equal(3, data.Count);
        Assert.Equal(3, data.Classes);
        Assert.Equal(3, data.Outputs);
        Assert.True(data.IsClassification);
        Assert.Equal([3, 4], data.Row(1).ToArray());
    }

    [Fact]
    public void Constructor_Values_CountsUnits()
    {
        var data = new Dataset([1], [1, 2], [1f, 2, 3, 4, 5, 6]) { TargetNames = ["a", "b", "c"], FeatureNames = ["x"] };
        Assert.Equal(3, data.Units);
        Assert.Equal(0, data.Classes);
        Assert.Equal(3, data.Outputs);
        Assert.False(data.IsClassification);
    }

    [Fact]
    public void Constructor_ArraysChangedLater_KeepsItsOwn()
    {
        float[] inputs = [1, 2];
        int[] labels = [0, 1];
        var data = new Dataset([1], inputs, labels);
        inputs[0] = 9;
        labels[0] = 1;
        Assert.Equal(1, data.Inputs[0]);
        Assert.Equal(0, data.Labels[0]);
    }

    [Fact]
    public void ClassNames_MoreThanLabelsUse_SetClasses()
    {
        var data = new Dataset([1], [1, 2], [0, 1]) { ClassNames = ["a", "b", "c"] };
        Assert.Equal(3, data.Classes);
    }

    [Fact]
    public void ClassNames_FewerThanLabels_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset([1], [1, 2], [0, 1]) { ClassNames = ["a"] });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Constructor_InputNotFinite_NamesRowAndColumn(float bad)
    {
        var fault = Assert.Throws<DataException>(() => new Dataset([2], [1, 2, 3, 4, 5, bad], [0, 0, 0]));
        Assert.Contains("row 2, column 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TargetNaN_NamesRow()
    {
        var fault = Assert.Throws<DataException>(() => new Dataset([1], [1, 2], [1f, float.NaN]));
        Assert.Contains("target of row 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NegativeLabel_NamesRow()
    {
        var fault = Assert.Throws<DataException>(() => new Dataset([1], [1, 2], [0, -1]));
        Assert.Contains("row 1 is -1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Constructor_BadWeight_NamesRow(float weight)
    {
        var fault = Assert.Throws<DataException>(() => new Dataset([1], [1, 2], [0, 1], [1, weight]));
        Assert.Contains("weight of row 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongLengths_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Dataset([2], [1, 2, 3], [0, 1]));
        Assert.Throws<ArgumentException>(() => new Dataset([2], [1, 2, 3, 4], [0]));
        Assert.Throws<ArgumentException>(() => new Dataset([2], [1, 2, 3, 4], [1f, 2, 3]));
        Assert.Throws<ArgumentException>(() => new Dataset([2], [], Array.Empty<int>()));
        Assert.Throws<ArgumentException>(() => new Dataset([2], [1, 2, 3, 4], [0, 1], [1]));
        Assert.Throws<ArgumentException>(() => new Dataset(default, [1, 2, 3, 4], [0, 1]));
        Assert.Throws<ArgumentException>(() => new Dataset([2], [1, 2], [0]) { FeatureNames = ["one"] });
    }

    [Fact]
    public void View_RowBeyondData_Throws()
    {
        var data = new Dataset([1], [1, 2], [0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.View(new RowSet([0, 2])));
        Assert.Equal(2, data.View(new RowSet([1, 1])).Count);
    }
}
