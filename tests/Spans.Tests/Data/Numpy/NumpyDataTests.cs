using Spans.Data;
using Spans.Data.Numpy;
using Spans.Testing;

namespace Spans.Tests.Data.Numpy;

/// <summary>Data sets out of arrays.</summary>
public sealed class NumpyDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_IntegerTargets_AreClasses()
    {
        var data = NumpyData.Read(Array("x.npy", [1, 2, 3, 4, 5, 6, 7, 8], 4, 2), Bytes("y.npy", 0, 1, 1, 0), null, 0, 0.5, 1);
        Assert.True(data.Data.IsClassification);
        Assert.Equal([2], data.Data.InputShape);
        Assert.Equal([0, 1, 1, 0], data.Data.Labels.ToArray());
        Assert.Equal((2, 2), (data.Rows.Train.Count, data.Rows.Test.Count));
    }

    [Fact]
    public void Read_FloatTargets_AreStandardizedByTheTrainingRows()
    {
        var data = NumpyData.Read(Array("x.npy", [1, 2, 3, 4], 4), Array("y.npy", [10, 20, 30, 40], 4), null, 0, 0, 1);
        // Mean 25, deviation sqrt(125).
        Assert.Equal(25, data.Preprocessing.Target.Means[0], 9);
        Assert.Equal(Math.Sqrt(125), data.Preprocessing.Target.Scales[0], 9);
        Tolerance.Relative(1e-6, 1e-6).Check(-15 / Math.Sqrt(125), data.Data.Values[0], "the first target");
        var restored = new float[4];
        data.Preprocessing.Target.Restore(data.Data.Values, restored);
        Tolerance.Relative(1e-6, 1e-6).Check(40, restored[3], "the last target");
    }

    [Fact]
    public void Read_Bytes_AreDividedBy255AndImagesHaveAChannel()
    {
        var data = NumpyData.Read(Bytes("x.npy", [2, 1, 2], 0, 51, 102, 255), Bytes("y.npy", 0, 1), null, 0, 0, 1);
        Assert.Equal([1, 1, 2], data.Data.InputShape);
        Assert.Equal([0f, 0.2f, 0.4f, 1f], data.Data.Inputs.ToArray());
    }

    [Fact]
    public void Read_ArchiveOfTrainAndTest_KeepsTheDivision()
    {
        var path = _folder.File("d.npz");
        using (var stream = File.Create(path))
        {
            NumpyFile.Archive(("x_train", NumpyFile.Floats(new float[] { 1, 2, 3 }, 3, 1)),
                ("y_train", NumpyFile.Floats(new float[] { 1, 2, 3 }, 3)),
                ("x_test", NumpyFile.Floats(new float[] { 4 }, 1, 1)), ("y_test", NumpyFile.Floats(new float[] { 4 }, 1)))
                    .WriteTo(stream);
        }
        var data = NumpyData.Read(path, null, null, 0, 0.5, 1);
        Assert.Equal((3, 1), (data.Rows.Train.Count, data.Rows.Test.Count));
        Assert.Equal(3, data.Rows.Test[0]);
    }

    [Theory]
    [InlineData(3, "rows")]
    [InlineData(0, "rows")]
    public void Read_TargetsOfOtherLength_AreRefused(int targets, string word) => Assert.Contains(
        word, Assert.Throws<DataException>(() =>
            NumpyData.Read(Array("x.npy", [1, 2], 2), Array("y.npy", new float[targets], targets), null, 0, 0, 1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_InputThatIsNotFinite_IsRefusedWithFileAndRow()
    {
        var fault = Assert.Throws<DataException>(
            () => NumpyData.Read(Array("x.npy", [1, float.NaN], 2), Bytes("y.npy", 0, 1), null, 0, 0, 1));
        Assert.Contains("x.npy", fault.Message, StringComparison.Ordinal);
        Assert.Contains("row 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ForAModelOfOtherWidth_IsRefused() => Assert.Contains("takes [3]", Assert.Throws<DataException>(
        () => NumpyData.Read(Preprocessing.ForValues(3, 1, ["a", "b"]), Array("x.npy", [1, 2], 1, 2), null,
            labelled: false)).Message, StringComparison.Ordinal);

    private string Array(string name, float[] values, params int[] extents)
    {
        NumpyFile.Write(_folder.File(name), values, extents);
        return _folder.File(name);
    }

    private string Bytes(string name, params byte[] values) => Bytes(name, [values.Length], values);

    private string Bytes(string name, int[] extents, params byte[] values) =>
        _folder.Write(name, [.. NumpyHeader.Of("|u1", extents), .. values]);
}
