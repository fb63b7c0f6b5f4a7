using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Spans.Testing;

namespace Spans.Cli.Tests;

/// <summary>Small files of the kinds the tool reads.</summary>
internal static class SampleFiles
{
    /// <summary>Three kinds of flower in 90 rows: two measures and a colour that tell them apart.</summary>
    internal static string Flowers(TemporaryFolder folder, string name = "flowers.csv")
    {
        var text = new StringBuilder("length,width,colour,kind\n");
        for (var i = 0; i < 90; i++)
        {
            var kind = i % 3;
            text.Append(CultureInfo.InvariantCulture, $"{4 + kind + 0.03 * (i % 7):F2},{-1.5 + kind * 0.4 + 0.02 * (i % 5):F2},")
                .Append(kind == 1 ? "red" : i % 2 == 0 ? "blue" : "white").Append(',').Append("abc"[kind]).Append('\n');
        }
        return folder.Write(name, text.ToString());
    }

    /// <summary>price = 1000 + 300 area − 20 age, 120 rows.</summary>
    internal static string Prices(TemporaryFolder folder, string name = "prices.csv")
    {
        var text = new StringBuilder("area,age,price\n");
        for (var i = 0; i < 120; i++)
        {
            var (area, age) = (1 + i * 7 % 50 / 10.0, i * 11 % 40);
            text.Append(CultureInfo.InvariantCulture, $"{area:F1},{age},{1000 + 300 * area - 20 * age:F1}\n");
        }
        return folder.Write(name, text.ToString());
    }

    /// <summary>
    /// The four IDX files: images of 12×12 with a bright third, left, middle or right; 400 to train on and 90 to test.
    /// </summary>
    internal static string Images(TemporaryFolder folder, bool gzip = false, string name = "images")
    {
        var path = folder.File(name);
        Directory.CreateDirectory(path);
        WriteImages(path, "train", 400, gzip);
        WriteImages(path, "t10k", 90, gzip);
        return path;
    }

    /// <summary>An IDX file of bytes.</summary>
    internal static byte[] Idx(byte[] data, params int[] extents)
    {
        var bytes = new byte[4 + 4 * extents.Length + data.Length];
        bytes[2] = 8;
        bytes[3] = (byte)extents.Length;
        for (var i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), extents[i]);
        data.CopyTo(bytes, 4 + 4 * extents.Length);
        return bytes;
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(bytes);
        return memory.ToArray();
    }

    private static void WriteImages(string folder, string part, int count, bool gzip)
    {
        const int Side = 12;
        var (pixels, labels) = (new byte[count * Side * Side], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 3);
            for (var p = 0; p < Side * Side; p++)
                pixels[i * Side * Side + p] = (byte)((p % Side * 3 / Side == labels[i] ? 180 : 20) + (i * 31 + p * 17) % 60);
        }
        var end = gzip ? ".gz" : "";
        var (images, names) = (Idx(pixels, count, Side, Side), Idx(labels, count));
        File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte{end}"), gzip ? Gzip(images) : images);
        File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte{end}"), gzip ? Gzip(names) : names);
    }
}
