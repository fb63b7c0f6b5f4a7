using System.Text;
using System.Text.Json;
using Spans.Data;
using Spans.Testing;

namespace Spans.Tests.Data;

public sealed class PreprocessingTests : IDisposable
{
    // Training rows 0..3: x has mean 5 and deviation √5, kind is b a b b.
    private const string Houses = "x,kind,price\n2,b,10.5\n4,a,20\n6,b,30\n8,b,40\n100,c,1000\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private CsvTable Table(string text, CsvOptions? options = null) => CsvTable.Read(_folder.Write("t.csv", text), options);

    private static Preprocessing Copy(Preprocessing fitted) => Preprocessing.Read(JsonDocument.Parse(Json(fitted)).RootElement);

    private static string Json(Preprocessing fitted)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) fitted.Write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Fit_Standard_UsesTrainingRowsOnly()
    {
        var table = Table(Houses);
        var warnings = new List<string>();
        var data = table.Fit(RowSet.Range(0, 4)).Apply(table, warnings);
        Assert.Equal(["x", "kind=a", "kind=b"], data.FeatureNames);
        // x: (2 − 5) / √5; a occurs in 1 of 4 rows: p = 1/4, deviation √(1/4 · 3/4) = 0.4330127; b in 3 of 4.
        var s = (float)Math.Sqrt(3.0 / 16);
        Assert.Equal([-3 / MathF.Sqrt(5), -0.25f / s, 0.25f / s], data.Row(0).ToArray(), Close);
        Assert.Equal([-1 / MathF.Sqrt(5), 0.75f / s, -0.75f / s], data.Row(1).ToArray(), Close);
        // An unseen category is none of the known ones.
        Assert.Equal([95 / MathF.Sqrt(5), -0.25f / s, -0.75f / s], data.Row(4).ToArray(), Close);
        // Prices 10.5, 20, 30, 40: mean 25.125, Σ d² = 213.890625 + 26.265625 + 23.765625 + 221.265625 = 485.1875.
        Assert.Equal((float)((1000 - 25.125) / Math.Sqrt(485.1875 / 4)), data.Values[4], 1e-4f);
        var warning = Assert.Single(warnings);
        Assert.Contains("line 6, column 'kind' holds 'c', a text not seen in training", warning, StringComparison.Ordinal);
    }

    private static bool Close(float a, float b) => MathF.Abs(a - b) <= 1e-6f * MathF.Max(1, MathF.Abs(a));

    [Theory]
    [InlineData("minmax", new[] { 0f, 0, 1 })]
    [InlineData("none", new[] { 2f, 0, 1 })]
    [InlineData("16", new[] { 0.125f, 0, 1 })]
    public void Fit_OtherScales_LeaveTextOneHot(string scale, float[] first)
    {
        Assert.True(Scaling.TryParse(scale, out var scaling));
        var table = Table(Houses);
        var data = table.Fit(RowSet.Range(0, 4), new CsvOptions { Scale = scaling }).Apply(table);
        Assert.Equal(first, data.Row(0).ToArray());
        Assert.Equal(0, data.Row(4)[1] + data.Row(4)[2]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("Standard")]
    [InlineData("1,5")]
    public void Scaling_NoScale_IsRefused(string text) => Assert.False(Scaling.TryParse(text, out _));

    [Fact]
    public void Fit_ConstantColumn_BecomesZero()
    {
        // 0.1 summed ten times is not 1: the mean must be the value itself.
        var table = Table("a,b,y\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"0.1,k,{i}.5\n")));
        var fitted = table.Fit(RowSet.Range(0, 10));
        Assert.Equal(1, fitted.Columns[0].Scales[0]);
        Assert.All(Enumerable.Range(0, 10), row => Assert.Equal([0f, 0f], fitted.Apply(table).Row(row).ToArray()));
    }

    [Fact]
    public void Fit_MeanForMissing_FillsMeanAndMostFrequent()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean, Scale = Scaling.None };
        var table = Table("x,kind,y\n1,b,0.5\n,a,1\n4,,2\n1,a,3\n6,b,4\n7,,5.5\n", options);
        var fitted = table.Fit(RowSet.Range(0, 4), options);
        var data = fitted.Apply(table);
        Assert.Equal(["x", "kind=a", "kind=b"], data.FeatureNames);
        Assert.Equal([2, 1, 0], data.Row(1).ToArray());
        Assert.Equal([4, 1, 0], data.Row(2).ToArray());
        Assert.Equal([7, 1, 0], data.Row(5).ToArray());
        var input = new float[3];
        fitted.Transform([float.NaN, float.NaN], input);
        Assert.Equal([2, 1, 0], input);
    }

    [Fact]
    public void Fit_EqualFrequency_FillsFirstInOrder()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean };
        var table = Table("kind,y\nb,0.5\na,1\n,2\n", options);
        Assert.Equal(0, table.Fit(RowSet.Range(0, 3), options).Columns[0].Fill);
    }

    [Fact]
    public void Fit_ColumnWithoutValueInTrainingRows_IsRefused()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean };
        var table = Table("a,y\n,0.5\n,1\n3,2\n", options);
        Assert.Contains("column 'a' has no value in any training row",
            Assert.Throws<DataException>(() => table.Fit(RowSet.Range(0, 2), options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_TooManyTexts_IsRefused()
    {
        var table = Table("name,y\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"n{i},{i}.5\n")));
        Assert.Contains("1001 different texts", Assert.Throws<DataException>(() => table.Fit(RowSet.Range(0, 1001))).Message,
            StringComparison.Ordinal);
        Assert.Equal(1000, table.Fit(RowSet.Range(0, 1000)).InputShape.Elements);
    }

    [Fact]
    public void Fit_HugeNumbers_AreRefused()
    {
        var table = Table("a,y\n1e308,0.5\n-1e308,1.5\n");
        Assert.Contains(
            "too large", Assert.Throws<DataException>(() => table.Fit(RowSet.Range(0, 2))).Message, StringComparison.Ordinal);
        var none = new CsvOptions { Scale = Scaling.None };
        var fault = Assert.Throws<DataException>(() => table.Fit(RowSet.Range(0, 2), none).Apply(table));
        Assert.Contains("line 2, column 'a' holds 1E+308, too large", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_RawRow_EqualsApply()
    {
        var table = Table(Houses);
        var fitted = table.Fit(RowSet.Range(0, 4));
        var data = fitted.Apply(table);
        var input = new float[3];
        fitted.Transform([8, fitted.Columns[1].IndexOf("b")], input);
        Assert.Equal(data.Row(3).ToArray(), input);
        fitted.Transform([100, fitted.Columns[1].IndexOf("c")], input);
        Assert.Equal(data.Row(4).ToArray(), input);
    }

    [Fact]
    public void Transform_BadRow_IsRefused()
    {
        var fitted = Table(Houses).Fit(RowSet.Range(0, 4));
        var input = new float[3];
        Assert.Contains("'x' has no value", Assert.Throws<DataException>(() => fitted.Transform([float.NaN, 0], input)).Message,
            StringComparison.Ordinal);
        Assert.Throws<DataException>(() => fitted.Transform([float.PositiveInfinity, 0], input));
        Assert.Throws<ArgumentException>(() => fitted.Transform([1], input));
        Assert.Throws<ArgumentException>(() => fitted.Transform([1, 2], input.AsSpan(1)));
    }

    [Fact]
    public void Transform_WarmedUp_AllocatesNothing()
    {
        var fitted = Table(Houses).Fit(RowSet.Range(0, 4));
        float[] raw = [3, 1];
        var input = new float[3];
        var outputs = new float[4];
        Allocation.None(() =>
        {
            fitted.Transform(raw, input);
            fitted.Target.Restore(outputs, outputs);
        });
    }

    [Fact]
    public void Transform_Image_Divides()
    {
        var fitted = Preprocessing.ForImages([1, 2, 2], ["0", "1"]);
        var input = new float[4];
        fitted.Transform([0, 51, 102, 255], input);
        Assert.Equal([0, 0.2f, 0.4f, 1], input);
    }

    [Fact]
    public void Restore_Outputs_GivesOwnUnits()
    {
        var table = Table("x,y,z\n1,10,1\n2,20,3\n3,99.5,7\n", new CsvOptions { Targets = ["y", "z"] });
        var target = table.Fit(RowSet.Range(0, 2)).Target;
        var values = new float[4];
        // y: mean 15, deviation 5; z: mean 2, deviation 1.
        target.Restore([1, -1, 0, 0.5f], values);
        Assert.Equal([20, 1, 15, 2.5f], values);
        Assert.Throws<ArgumentException>(() => target.Restore(new float[3], new float[3]));
    }

    [Fact]
    public void WriteRead_Table_GivesTheSame()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean, Delimiter = ';' };
        var table = Table("x;\"kind \"\"é\"\"\";price\n0.1;b;10.5\n;a\u0007;20\n6;\U0001F600;30\n", options);
        var fitted = table.Fit(RowSet.Range(0, 3), options);
        var copy = Copy(fitted);
        Assert.Equal(fitted.Apply(table).Inputs.ToArray(), copy.Apply(table).Inputs.ToArray());
        Assert.Equal(fitted.Apply(table).Values.ToArray(), copy.Apply(table).Values.ToArray());
        Assert.Equal(fitted.Columns[1].Fill, copy.Columns[1].Fill);
        Assert.Equal(Json(fitted), Json(copy));
    }

    [Fact]
    public void WriteRead_ImagesAndClasses_GiveTheSame()
    {
        var images = Copy(Preprocessing.ForImages([1, 28, 28], ["a", "b"]));
        Assert.Equal([1, 28, 28], images.InputShape);
        Assert.Equal(255, images.Divisor);
        Assert.Equal(["a", "b"], images.Target.ClassNames);
        var classes = Copy(Table("x,y\n1,u\n2,v\n").Fit(RowSet.Range(0, 2)));
        Assert.Equal(["u", "v"], classes.Target.ClassNames);
        Assert.Equal(LearningTask.Classification, classes.Target.Task);
    }

    [Theory]
    [InlineData("\"index\":0", "\"index\":3")]
    [InlineData("\"index\":0", "\"index\":-1")]
    [InlineData("\"index\":0", "\"index\":0.5")]
    [InlineData("\"scales\":[2.23606797749979]", "\"scales\":[0]")]
    [InlineData("\"scales\":[2.23606797749979]", "\"scales\":[]")]
    [InlineData("\"scales\":[2.23606797749979]", "\"scales\":[1e999]")]
    [InlineData("\"offsets\":[5]", "\"offsets\":[\"5\"]")]
    [InlineData("\"offsets\":[5]", "\"offsets\":null")]
    [InlineData("\"offsets\":[5],", "")]
    [InlineData("\"offsets\":[5]", "\"offsets\":[5],\"more\":1")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"a\"]")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"\\ud800\"]")]
    [InlineData("[\"a\",\"b\"]", "[]")]
    [InlineData("\"delimiter\":\",\"", "\"delimiter\":\"\\u0022\"")]
    [InlineData("\"fields\":3", "\"fields\":1")]
    [InlineData("\"header\":true", "\"header\":1")]
    [InlineData("\"means\":[25.125]", "\"means\":[25.125,1]")]
    [InlineData("\"names\":[\"price\"]", "\"names\":[]")]
    public void Read_ChangedJson_IsRefused(string from, string to)
    {
        var json = Json(Table(Houses).Fit(RowSet.Range(0, 4)));
        Assert.Contains(from, json, StringComparison.Ordinal);
        using var changed = JsonDocument.Parse(json.Replace(from, to, StringComparison.Ordinal));
        Assert.Throws<FormatException>(() => Preprocessing.Read(changed.RootElement));
    }

    [Fact]
    public void ReadLabelled_OtherOrderOfColumns_FindsThemByName()
    {
        var fitted = Table(Houses).Fit(RowSet.Range(0, 4));
        var path = _folder.Write("new.csv", "price,more,kind,x\n25.125,?,b,5\n");
        var data = fitted.ReadLabelled(path);
        Assert.Equal(0, data.Row(0)[0]);
        Assert.Equal(0, data.Values[0]);
    }

    [Fact]
    public void ReadInputs_WithoutTarget_GivesInputsAlone()
    {
        var fitted = Table(Houses).Fit(RowSet.Range(0, 4));
        var data = fitted.ReadInputs(_folder.Write("new.csv", "kind,x\nb,5\na,8\n"));
        Assert.Equal(2, data.Count);
        Assert.Equal(0, data.Outputs);
        Assert.Contains("no column 'kind', which the model needs",
            Assert.Throws<DataException>(() => fitted.ReadInputs(_folder.Write("new.csv", "x\n5\n"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadInputs_NoHeader_GoesByPlace()
    {
        var options = new CsvOptions { HasHeader = false, Targets = ["0"] };
        var table = Table("1.5,10,a\n2,20,b\n3,30,a\n", options);
        var fitted = table.Fit(RowSet.Range(0, 3));
        var whole = fitted.ReadInputs(_folder.Write("new.csv", "?,20,a\n"));
        var alone = fitted.ReadInputs(_folder.Write("new.csv", "20,a\n"));
        Assert.Equal(whole.Inputs.ToArray(), alone.Inputs.ToArray());
        Assert.Equal(0, whole.Inputs[0]);
        Assert.Contains("has 4 columns but the model was trained on 3, 2 of them inputs",
            Assert.Throws<DataException>(() => fitted.ReadInputs(_folder.Write("new.csv", "1,2,3,4\n"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<DataException>(() => fitted.ReadLabelled(_folder.Write("new.csv", "20,a\n")));
    }

    [Fact]
    public void ReadLabelled_OneNumberLikeText_StaysText()
    {
        // Every cell of the new file looks like a number, but the column was text in training.
        var fitted = Table("code,y\nA1,0.5\n07,1.5\nB2,2.5\n").Fit(RowSet.Range(0, 3), new CsvOptions { Scale = Scaling.None });
        Assert.Equal([1, 0, 0], fitted.ReadInputs(_folder.Write("new.csv", "code\n07\n")).Inputs.ToArray());
    }

    [Fact]
    public void ReadLabelled_BadRows_AreRefused()
    {
        var fitted = Table("x,y\n1,u\n2,v\n3,u\n").Fit(RowSet.Range(0, 3));
        string Fault(string text) =>
            Assert.Throws<DataException>(() => fitted.ReadLabelled(_folder.Write("new.csv", text))).Message;
        Assert.Contains(
            "line 3, column 'y' holds 'w', none of the 2 classes", Fault("x,y\n1,u\n2,w\n"), StringComparison.Ordinal);
        Assert.Contains(
            "line 2, column 'x' holds 'abc' where a number is needed", Fault("x,y\nabc,u\n"), StringComparison.Ordinal);
        Assert.Contains("line 2, column 'x' has no value", Fault("x,y\n,u\n"), StringComparison.Ordinal);
        Assert.Contains("takes images", Assert.Throws<DataException>(
            () => Preprocessing.ForImages([4], ["a"]).ReadInputs(_folder.File("new.csv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLabelled_ModelWithFill_FillsByItself()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean };
        var fitted = Table("x,y\n1,0.5\n3,1\n", options).Fit(RowSet.Range(0, 2), options);
        Assert.Equal(0, fitted.ReadInputs(_folder.Write("new.csv", "x\n?\n")).Inputs[0]);
    }

    [Fact]
    public void Describe_Rows_GivesStatistics()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean };
        var s = Table("x,y\n1,0.5\n,1\n4,1.5\n100,2\n", options).Describe(RowSet.Range(0, 3))[0];
        Assert.Equal((3, 2, 1, 4, 2.5), (s.Rows, s.Count, s.Minimum, s.Maximum, s.Mean));
        Assert.Equal(1.5, s.Deviation);
    }
}
