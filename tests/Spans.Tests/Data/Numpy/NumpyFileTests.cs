using System.Globalization;
using System.IO.Compression;
using System.Text;
using Spans.Data;
using Spans.Data.Numpy;
using Spans.Testing;

namespace Spans.Tests.Data.Numpy;

/// <summary>Against files that NumPy wrote (tests/golden/numpy_files.py), and files it would never write.</summary>
public sealed class NumpyFileTests : IDisposable
{
    private static readonly Dictionary<string, (byte[] File, int[] Extents, float[] Values)> s_golden = Golden();
    // Types as names have them: ci4, fortranu2big.
    private static readonly string[] s_integers = ["i1", "i2", "i4", "i8", "u1", "u2", "b1"];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Arrays =>
        [.. s_golden.Keys.Where(
            static name => !name.StartsWith("npz", StringComparison.Ordinal) && name is not ("pickled" or "records"))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Read_FileOfNumpy_GivesItsArray(string name)
    {
        var (file, extents, values) = s_golden[name];
        var array = NumpyFile.Read(_folder.Write("a.npy", file));
        Assert.Equal(extents, array.Extents);
        Tolerance.CheckBits(values, array.Values, name);
        Assert.Equal(s_integers.Any(
            code => name.StartsWith("c" + code, StringComparison.Ordinal)
            || name.StartsWith("fortran" + code, StringComparison.Ordinal)), array.IsInteger);
    }

    [Theory]
    [InlineData("shape5")]
    [InlineData("shape2x3x4")]
    [InlineData("shape")]
    [InlineData("shape1")]
    [InlineData("cf4")]
    public void Write_Array_GivesTheBytesOfNumpy(string name)
    {
        var (file, extents, values) = s_golden[name];
        NumpyFile.Write(_folder.File("a.npy"), values, extents);
        Assert.Equal(file, File.ReadAllBytes(_folder.File("a.npy")));
    }

    [Theory]
    [InlineData("npz")]
    [InlineData("npzpacked")]
    public void ReadArchive_FileOfNumpy_GivesItsArrays(string name)
    {
        var (file, extents, values) = s_golden[name];
        var arrays = NumpyFile.ReadArchive(_folder.Write("a.npz", file), "x", "y", "z");
        Assert.Equal(["x", "y"], arrays.Keys.Order());
        Assert.Equal(extents, arrays["x"].Extents);
        Tolerance.CheckBits(values, arrays["x"].Values, name);
        Assert.Equal([0f, 1f, 2f], arrays["y"].Values.ToArray());
    }

    [Fact]
    public void Archive_WrittenAndRead_IsTheSame()
    {
        var path = _folder.File("a.npz");
        using (var stream = File.Create(path)) NumpyFile.Archive(
            ("b", NumpyFile.Floats(new float[] { 1, 2 }, 2, 1)), ("c", NumpyFile.Floats(new float[] { 3 }))).WriteTo(stream);
        var arrays = NumpyFile.ReadArchive(path, "b", "c");
        Assert.Equal([2, 1], arrays["b"].Extents);
        Assert.Equal([1f, 2f], arrays["b"].Values.ToArray());
        Assert.Equal([3f], arrays["c"].Values.ToArray());
    }

    [Theory]
    [InlineData("pickled", "never read")]
    [InlineData("records", "records")]
    public void F13_ObjectsAndRecords_AreRefused(string name, string word) =>
        Assert.Contains(word, Refusal(s_golden[name].File), StringComparison.Ordinal);

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 16, "12 bytes but 16 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8, "12 bytes but 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,), }", 0, "below 2^31")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4, "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", 0, "more than")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536, 65536), }", 0, "more than")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }", 4, "more than 8 extents")]
    [InlineData("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }", 4, "'<f2'")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", 8, "'<c8'")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, "never read")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", 4, "not what NumPy writes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 1, }", 4, "not what NumPy writes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", 4, "lacks")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4, "second entry")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x\\u0007': 1}", 4, "unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} or exit()", 4, "not what NumPy writes")]
    [InlineData("__import__('os')", 4, "not what NumPy writes")]
    [InlineData("", 0, "not what NumPy writes")]
    [InlineData("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", 1, "neither 0 nor 1")]
    public void F10_BrokenNpy_IsRefusedWithFileAndReason(string header, int data, string word)
    {
        var bytes = new byte[data];
        Array.Fill(bytes, (byte)7);
        var message = Refusal(
            [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), (byte)((header.Length + 1) >> 8),
                .. Encoding.Latin1.GetBytes(header), (byte)'\n', .. bytes]);
        Assert.Contains(word, message, StringComparison.Ordinal);
        Assert.Contains("a.npy", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public void F6_EveryTruncation_IsRefused()
    {
        var file = s_golden["cf8"].File;
        for (var length = 0; length < file.Length; length++) Refusal(file[..length]);
    }

    [Fact]
    public void F12_HeaderThatClaimsMuch_IsRefusedBeforeAllocation()
    {
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'{'];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("claims", Refusal(file), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void F3_DamagedByteOfAnArchive_IsFoundByItsChecksum()
    {
        var file = s_golden["npz"].File.ToArray();
        // The last float of x: behind it no header is touched.
        var place = file.AsSpan().IndexOf("y.npy"u8) - 34;
        file[place] ^= 1;
        Assert.Contains("checksum", RefusalOfArchive(file), StringComparison.Ordinal);
    }

    [Fact]
    public void F12_ZipBomb_IsRefusedBeforeItIsUnpacked()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("x.npy").Open();
            entry.Write(new byte[1000]);
        }
        var file = stream.ToArray();
        // The central directory's length of the entry: 24 bytes behind its signature.
        var directory = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(file.AsSpan(directory + 24), 2_000_000_000);
        Assert.Contains("no room", RefusalOfArchive(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnderAnotherCulture_IsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Cultures.LikeGerman();
            Read_FileOfNumpy_GivesItsArray("shape2x3x4");
            Write_Array_GivesTheBytesOfNumpy("shape2x3x4");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private string Refusal(byte[] file) =>
        Assert.Throws<DataException>(() => NumpyFile.Read(_folder.Write("a.npy", file))).Message;

    private string RefusalOfArchive(byte[] file) =>
        Assert.Throws<DataException>(() => NumpyFile.ReadArchive(_folder.Write("a.npz", file), "x", "y")).Message;

    private static Dictionary<string, (byte[], int[], float[])> Golden()
    {
        var cases = new Dictionary<string, (byte[], int[], float[])>();
        foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", "numpy_files.txt")))
        {
            var words = line.Split(' ');
            cases.Add(words[0], (Convert.FromBase64String(words[1]),
                words[2] == "-" ? [] : [.. words[2].Split(',').Select(static n => int.Parse(n, CultureInfo.InvariantCulture))],
                words[3] == "-" ? []
                : [.. words[3].Split(',').Select(static n => float.Parse(n, CultureInfo.InvariantCulture))]));
        }
        return cases;
    }
}
