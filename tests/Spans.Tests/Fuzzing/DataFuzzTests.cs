using System.IO.Compression;
using System.Text;
using Spans.Data;
using Spans.Data.Numpy;
using Spans.Testing;

namespace Spans.Tests.Fuzzing;

/// <summary>
/// Readers of data, given changed files for as long as is asked: only documented exceptions, 5 s and 400 MB at most.
/// </summary>
public sealed class DataFuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void F11_Idx_ChangedFiles_GiveDataOrDataException()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1];
        var mark = _folder.Write("labels", labels);
        FuzzRun.Of("idx", [images, Zipped(images)], file => IdxFolder.ReadPair(_folder.Write("images", file), mark),
            static fault => fault is DataException);
    }

    [Fact]
    public void F11_Csv_ChangedFiles_GiveDataOrDataException()
    {
        byte[][] corpus =
        [
            "\uFEFFx,\"kind \"\"ä\"\"\",when,y\r\n1.5,\"a, b\",3,10\r\n-2e3,\"c\nd\",NA,20\r\n,e,5,30.5\r\n7,a,?,1e2\r\n"u8.ToArray(),
            "a;b;c\n1;2;x\n3;4;y\n5;6;x\n7;8;y\n"u8.ToArray(), Zipped("a,b\n1,2\n3,4\n"u8.ToArray()),
            Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a\tb\n1\t2\n3\t4\n")).ToArray(),
        ];
        FuzzRun.Of("csv", corpus, file =>
        {
            var options = new CsvOptions { Missing = (MissingValues)(file.Length % 3), HasHeader = file.Length % 5 != 0 };
            var table = CsvTable.Read(_folder.Write("m.csv", file), options);
            PreparedData.Of(table, Split.ByShare(RowSet.Range(0, table.Count), table.Labels, 0, 0.3, 1), options);
        }, static fault => fault is DataException);
    }

    [Fact]
    public void F11_Npy_ChangedFiles_GiveAnArrayOrDataException() => FuzzRun.Of(
        "npy", Goldens(static name => !name.StartsWith("npz", StringComparison.Ordinal)), file =>
            NumpyFile.Read(_folder.Write("m.npy", file)), static fault => fault is DataException);

    [Fact]
    public void F11_Npz_ChangedFiles_GiveDataOrDataException() => FuzzRun.Of(
        "npz", Goldens(static name => name.StartsWith("npz", StringComparison.Ordinal)), file =>
            NumpyData.Read(_folder.Write("m.npz", file), null, null, 0, 0.3, 1), static fault => fault is DataException);

    [Fact]
    public void F11_RowNumbers_ChangedFiles_GiveRowsOrDataException() =>
        FuzzRun.Of("row numbers", ["14\r\n122\n0\n7\n"u8.ToArray()], file => RowNumbers.Read(_folder.Write("m.txt", file)),
            static fault => fault is DataException);

    private static byte[] Zipped(byte[] file)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal)) zip.Write(file);
        return stream.ToArray();
    }

    private static byte[][] Goldens(Func<string, bool> wanted) =>
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "numpy_files.txt"))
            .Select(static line => line.Split(' '))
            .Where(words => wanted(words[0])).Select(static words => Convert.FromBase64String(words[1])),
    ];
}
