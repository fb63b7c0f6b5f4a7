using System.Text;
using System.Text.Json;
using Spans.Data;
using Spans.Random;
using Spans.Testing;

namespace Spans.Tests.Data;

/// <summary>
/// Good files with bytes changed, cut, doubled or moved: readers give data or a documented exception, never another.
/// </summary>
public sealed class HostileDataTests : IDisposable
{
    private const int Mutations = 1000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // One to four changes drawn from the stream of the mutation's number.
    private static byte[] Mutate(byte[] good, int number)
    {
        var rng = new Rng(1, (ulong)number, 7);
        var bytes = new List<byte>(good);
        var index = 0ul;
        int Below(int bound) => rng.Below(index++, bound);
        byte[] favourites = [0, 0xFF, 0x7F, 0x80, (byte)'"', (byte)',', (byte)'\n', (byte)'\r', (byte)'-', (byte)'9', (byte)'e',
            (byte)'[', (byte)'{'];
        for (var changes = 1 + Below(4); changes > 0 && bytes.Count > 1; changes--)
        {
            var at = Below(bytes.Count);
            switch (Below(6))
            {
                case 0: bytes[at] ^= (byte)(1 << Below(8)); break;
                case 1: bytes[at] = favourites[Below(favourites.Length)]; break;
                case 2: bytes.RemoveRange(at, Math.Min(1 + Below(8), bytes.Count - at)); break;
                case 3: bytes.Insert(at, favourites[Below(favourites.Length)]); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + Below(16), bytes.Count - at))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    [Fact]
    public void Csv_Mutated_GivesDataOrDataException()
    {
        var good = Encoding.UTF8.GetBytes(
            "\uFEFFx,\"kind \"\"ä\"\"\",when,y\r\n1.5,\"a, b\",3,10\r\n-2e3,\"c\nd\",NA,20\r\n,e,5,30.5\r\n7,a,?,1e2\r\n");
        var (read, refused) = (0, 0);
        for (var number = 0; number < Mutations; number++)
        {
            var path = _folder.Write("m.csv", Mutate(good, number));
            var options = new CsvOptions
            {
                Missing = (MissingValues)(number % 3),
                HasHeader = number % 5 != 0,
                SkipLines = number % 7 == 0 ? 1 : 0,
                Targets = [number % 2 == 0 ? "-1" : "y"],
            };
            try
            {
                var table = CsvTable.Read(path, options);
                var data =
                    PreparedData.Of(table, Split.ByShare(RowSet.Range(0, table.Count), table.Labels, 0, 0.3, 1), options).Data;
                foreach (var x in data.Inputs) Assert.True(float.IsFinite(x));
                read++;
            }
            catch (DataException fault)
            {
                AssertOneLine(fault.Message, "m.csv");
                refused++;
            }
        }
        Assert.True(read > Mutations / 20 && refused > Mutations / 20, $"{read} read, {refused} refused");
    }

    [Fact]
    public void Idx_Mutated_GivesDataOrDataException()
    {
        byte[] good = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8];
        byte[] labels = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1];
        for (var number = 0; number < Mutations; number++)
        {
            var (images, marks) = number % 2 == 0 ? (Mutate(good, number), labels) : (good, Mutate(labels, number));
            try
            {
                Assert.Equal(2, IdxFolder.ReadPair(_folder.Write("m.idx", images), _folder.Write("m.labels", marks)).Count);
            }
            catch (DataException fault)
            {
                AssertOneLine(fault.Message, "m.");
            }
        }
    }

    [Fact]
    public void PreprocessingJson_Mutated_GivesItOrFormatException()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean };
        var table = CsvTable.Read(_folder.Write("t.csv", "x,kind,y\n1,a,0.5\n2,b,1.5\n4,a,9\n"), options);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) table.Fit(RowSet.Range(0, 3), options).Write(writer);
        for (var number = 0; number < Mutations; number++)
        {
            try
            {
                using var document = JsonDocument.Parse(Mutate(stream.ToArray(), number));
                var fitted = Preprocessing.Read(document.RootElement);
                if (fitted.Columns.Count != table.Features.Count) continue;
                fitted.Apply(table);
            }
            catch (Exception fault) when (fault is JsonException or FormatException or DataException)
            {
                Assert.NotEmpty(fault.Message);
            }
        }
    }

    [Theory]
    [InlineData(0xFF, 0x41)]
    [InlineData(0xC3, 0x28)]
    public void PreprocessingJson_NameThatIsNoText_IsRefused(byte first, byte second)
    {
        using var document = JsonDocument.Parse((byte[])[.. "{\""u8, first, second, .. "\":1,\"columns\":[]}"u8]);
        Assert.Throws<FormatException>(() => Preprocessing.Read(document.RootElement));
    }

    [Fact]
    public void RowNumbers_Mutated_GivesRowsOrDataException()
    {
        var good = Encoding.UTF8.GetBytes("14\r\n122\n0\n7\n");
        for (var number = 0; number < Mutations; number++)
        {
            try
            {
                Assert.All(RowNumbers.Read(_folder.Write("m.txt", Mutate(good, number))), row => Assert.True(row >= 0));
            }
            catch (DataException fault)
            {
                AssertOneLine(fault.Message, "m.txt");
            }
        }
    }

    // Found by the fuzzer.
    [Fact]
    public void F11_CsvOfAGzipShorterThanAnyIs_IsRefused() => AssertOneLine(
        Assert.Throws<DataException>(
            () => CsvTable.Read(_folder.Write("m.csv", Convert.FromBase64String("H4sIAAAAAAAAA0vUSQ==")))).Message, "m.csv");

    [Fact]
    public void Csv_UnpackingToMoreThanMemory_IsRefused()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        DataMemory.Check(available, "this");
        Assert.Contains("MiB of memory", Assert.Throws<DataException>(() => DataMemory.Check(available + 1, "this")).Message,
            StringComparison.Ordinal);
    }

    private static void AssertOneLine(string message, string file)
    {
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
    }
}
