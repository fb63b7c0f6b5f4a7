using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Spans.Random;

namespace Spans.Tests.Fuzzing;

/// <summary>
/// Changes good files: bits and bytes, lengths and counts, numbers and nesting of text, blocks moved, doubled, cut, or from
/// another file.
/// </summary>
internal sealed class Mutator(ulong seed)
{
    private static readonly long[] s_integers =
        [0, 1, -1, 2, 7, 8, 9, 127, 128, 255, 256, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32,
            long.MaxValue, long.MinValue, 100_000_001];

    private static readonly string[] s_tokens =
    [
        "0", "-1", "1e999", "-1e-999", "NaN", "nan", "Infinity", "1.5", "9223372036854775808", "4294967296", "2147483648", "1,5",
        "１", "true", "null",
        "\"\"", "\"", "'", "[", "]", "{", "}", "[[[[[[[[[[", "{\"a\":{\"a\":", "(", ")", ",", ",,", ":", "\\u0000", "\\ud800",
        "\0", "\uFEFF", "\r", "\n", "\r\n",
        " ", "\t", "F32", "I64", "<f8", "|O", "__metadata__", "spans.model", "type", "dense", "../x", "/etc/passwd", "%n",
        "\u001b[2J", "\u202e",
    ];

    private readonly Rng _rng = new(seed, 0, 9);
    private ulong _drawn;

    /// <summary>One to six changes of a file of the corpus.</summary>
    internal byte[] Mutate(IReadOnlyList<byte[]> corpus)
    {
        var bytes = new List<byte>(corpus[Below(corpus.Count)]);
        for (var changes = 1 + Below(6); changes > 0 && bytes.Count > 0; changes--) Change(bytes, corpus);
        return [.. bytes];
    }

    private int Below(int bound) => _rng.Below(_drawn++, bound);

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        var at = Below(bytes.Count);
        var length = Math.Min(1 + Below(1 + Below(64)), bytes.Count - at);
        switch (Below(12))
        {
            case 0: bytes[at] ^= (byte)(1 << Below(8)); break;
            case 1: bytes[at] = (byte)Below(256); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(Below(bytes.Count - length + 1), length)); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: Integer(bytes, Below(4) == 0 ? Below(Math.Min(16, bytes.Count)) : at); break;
            case 6: bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_tokens[Below(s_tokens.Length)])); break;
            case 7: Digits(bytes, at); break;
            case 8: Token(bytes, at); break;
            case 9: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], 1 + Below(200))); break;
            case 10: Swap(bytes, at, length); break;
            default: Splice(bytes, at, corpus[Below(corpus.Count)]); break;
        }
    }

    private void Integer(List<byte> bytes, int at)
    {
        Span<byte> word = stackalloc byte[8];
        var value = s_integers[Below(s_integers.Length)] + (Below(3) == 0 ? bytes.Count : 0);
        if (Below(2) == 0) BinaryPrimitives.WriteInt64LittleEndian(word, value);
        else BinaryPrimitives.WriteInt64BigEndian(word, value);
        var size = 1 << Below(4);
        for (var i = 0; i < size && at + i < bytes.Count; i++) bytes[at + i] = word[i];
    }

    // The next number of the text becomes another.
    private void Digits(List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end])) end++;
        if (at == end) return;
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(
            at, Encoding.ASCII.GetBytes(s_integers[Below(s_integers.Length)].ToString(CultureInfo.InvariantCulture)));
    }

    // The next word of the text becomes another.
    private void Token(List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiLetterOrDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiLetterOrDigit((char)bytes[end])) end++;
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_tokens[Below(s_tokens.Length)]));
    }

    private void Swap(List<byte> bytes, int at, int length)
    {
        var other = Below(bytes.Count - length + 1);
        for (var i = 0; i < length; i++) (bytes[at + i], bytes[other + i]) = (bytes[other + i], bytes[at + i]);
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(Math.Min(at, other.Length)));
    }
}
