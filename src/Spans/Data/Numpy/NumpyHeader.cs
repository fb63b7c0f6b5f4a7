using System.Globalization;
using System.Text;

namespace Spans.Data.Numpy;

/// <summary>
/// What a .npy file says about its array: a Python literal such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3,
/// 4), }</c>, read as text and never run. Source: numpy.lib.format, versions 1.0 to 3.0.
/// </summary>
internal sealed record NumpyHeader(NumpyType Type, bool IsFortran, int[] Extents)
{
    /// <summary>The longest header read: NumPy's own have some hundred bytes.</summary>
    internal const int MaxLength = 1 << 16;

    /// <summary>The elements; the extents were checked to multiply to no more than an array holds.</summary>
    internal int Count { get; } = Product(Extents);

    /// <exception cref="FormatException">The text is no header, or of an array that cannot be read; the message says
    /// why.</exception>
    internal static NumpyHeader Parse(string text)
    {
        var literal = new Literal(text);
        string? type = null;
        bool? fortran = null;
        int[]? extents = null;
        literal.Take('{');
        while (!literal.TryTake('}'))
        {
            var name = literal.String();
            literal.Take(':');
            switch (name)
            {
                case "descr" when type is null:
                    if (literal.Next == '[')
                        throw new FormatException("its elements are records, which cannot be read: save one plain array");
                    type = literal.String();
                    break;
                case "fortran_order" when fortran is null: fortran = literal.Boolean(); break;
                case "shape" when extents is null: extents = literal.Tuple(); break;
                default: throw new FormatException($"its header has an unknown or a second entry {DataException.Show(name)}");
            }
            if (!literal.TryTake(',') && literal.Next != '}') throw Literal.Broken();
        }
        literal.End();
        if (type is null || fortran is null || extents is null)
            throw new FormatException("its header lacks descr, fortran_order or shape");
        if (type.Contains('O', StringComparison.Ordinal))
            throw new FormatException("it holds pickled Python objects, which are never read: they could run code");
        var parsed = NumpyType.Parse(type) ?? throw new FormatException(
            $"its elements are {DataException.Show(type)} but must be f4, f8, i1, i2, i4, i8, u1, u2 or b1");
        return new NumpyHeader(parsed, fortran.Value, extents);
    }

    /// <summary>
    /// The header NumPy itself writes for an array of floats or integers in C order, with magic, version and length.
    /// </summary>
    internal static byte[] Of(string type, ReadOnlySpan<int> extents)
    {
        var text = new StringBuilder("{'descr': '").Append(type).Append("', 'fortran_order': False, 'shape': (");
        for (var i = 0; i < extents.Length; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : " ")}{extents[i]}{(i < extents.Length - 1 || i == 0 ? "," : "")}");
        text.Append("), }");
        // The data begin on a multiple of 64 bytes; ten bytes stand before the text and a line end behind it.
        var length = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[length];
        ReadOnlySpan<byte> start =
            [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)(length - 10), (byte)((length - 10) >> 8)];
        start.CopyTo(bytes);
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text.ToString(), bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static int Product(int[] extents)
    {
        // A zero makes everything fit, wherever it stands.
        UInt128 product = 1;
        foreach (var extent in extents) product *= (uint)extent;
        if (product > (UInt128)Array.MaxLength)
            throw new FormatException($"its shape ({string.Join(", ", extents)}) has more than {Array.MaxLength} elements");
        return (int)product;
    }

    private ref struct Literal(string text)
    {
        private ReadOnlySpan<char> _rest = text;

        internal char Next
        {
            get
            {
                _rest = _rest.TrimStart(' ');
                return _rest.IsEmpty ? '\0' : _rest[0];
            }
        }

        internal bool TryTake(char c)
        {
            if (Next != c) return false;
            _rest = _rest[1..];
            return true;
        }

        internal void Take(char c)
        {
            if (!TryTake(c)) throw Broken();
        }

        internal string String()
        {
            var quote = Next;
            if (quote is not ('\'' or '"')) throw Broken();
            var length = _rest[1..].IndexOf(quote);
            if (length < 0) throw Broken();
            var value = _rest.Slice(1, length).ToString();
            _rest = _rest[(length + 2)..];
            return value;
        }

        internal bool Boolean()
        {
            _ = Next;
            foreach (var word in (ReadOnlySpan<string>)["True", "False"])
            {
                if (!_rest.StartsWith(word, StringComparison.Ordinal)) continue;
                _rest = _rest[word.Length..];
                return word == "True";
            }
            throw Broken();
        }

        internal int[] Tuple()
        {
            Take('(');
            var extents = new List<int>();
            while (!TryTake(')'))
            {
                if (extents.Count == Memory.Shape.MaxRank)
                    throw new FormatException($"its shape has more than {Memory.Shape.MaxRank} extents");
                _ = Next;
                var digits = _rest.IndexOfAnyExceptInRange('0', '9');
                if (digits <= 0
                    || !int.TryParse(_rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var extent))
                    throw new FormatException("its shape has an extent that is no whole number below 2^31");
                extents.Add(extent);
                // Python 2 wrote long integers with an L.
                _rest = _rest[digits..];
                if (_rest.StartsWith("L", StringComparison.Ordinal)) _rest = _rest[1..];
                if (!TryTake(',') && Next != ')') throw Broken();
            }
            return [.. extents];
        }

        internal void End()
        {
            if (!_rest.TrimStart(' ').SequenceEqual("\n")) throw Broken();
        }

        internal static FormatException Broken() => new("its header is not what NumPy writes");
    }
}
