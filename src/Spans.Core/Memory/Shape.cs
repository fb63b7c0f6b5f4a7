using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Spans.Memory;

/// <summary>
/// The extents of one sample, batch left out, as PyTorch and ONNX give them: <c>[784]</c>, <c>[channels, height, width]</c>.
/// Written as a collection expression: <c>Shape input = [1, 28, 28];</c>. Rank 0 to 8; every extent is one or more.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    /// <summary>The largest rank.</summary>
    public const int MaxRank = 8;

    private readonly Extents _extents;

    private Shape(ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank) Throw.OutOfRange(nameof(extents), extents.Length, $"at most {MaxRank} extents");
        long elements = 1;
        for (var i = 0; i < extents.Length; i++)
        {
            if (extents[i] <= 0) Throw.OutOfRange($"{nameof(extents)}[{i}]", extents[i], "one or more");
            elements *= extents[i];
            if (elements > int.MaxValue)
                Throw.Argument(nameof(extents), $"The extents multiply to more than {int.MaxValue} elements.");
            _extents[i] = extents[i];
        }
        Rank = extents.Length;
        Elements = (int)elements;
    }

    /// <summary>The number of extents.</summary>
    public int Rank { get; }

    /// <summary>The product of the extents: 1 for rank 0, 0 only for <c>default</c> before construction.</summary>
    public int Elements { get; }

    /// <summary>Extent <paramref name="axis"/>, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is not below <see cref="Rank"/>.</exception>
    public int this[int axis]
    {
        get
        {
            if ((uint)axis >= (uint)Rank) Throw.OutOfRange(nameof(axis), axis, $"between 0 and {Rank - 1}");
            return _extents[axis];
        }
    }

    /// <summary>Makes a shape of the given extents.</summary>
    /// <exception cref="ArgumentException">An extent is below one, there are more than eight, or the product passes 2^31 −
    /// 1.</exception>
    public static Shape Create(ReadOnlySpan<int> extents) => new(extents);

    /// <summary>A shape of rank one.</summary>
    public static implicit operator Shape(int extent) => new([extent]);

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank || Elements != other.Elements) return false;
        for (var i = 0; i < Rank; i++) if (_extents[i] != other._extents[i]) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var extent in this) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Whether all extents agree.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether an extent differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (var i = 0; i < Rank; i++) yield return _extents[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The extents in brackets: <c>[1, 28, 28]</c>.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder("[");
        for (var i = 0; i < Rank; i++)
            text.Append(i == 0 ? "" : ", ").Append(_extents[i].ToString(CultureInfo.InvariantCulture));
        return text.Append(']').ToString();
    }

    [InlineArray(MaxRank)]
    private struct Extents
    {
        private int _first;
    }
}
