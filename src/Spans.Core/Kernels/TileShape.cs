namespace Spans.Kernels;

/// <summary>The rows of a tile as a type: a constant for the JIT, which drops the code of rows beyond it.</summary>
internal interface ITileRows
{
    static abstract int Count { get; }
}

/// <summary>The columns of a tile as a type: one or two registers, the last of them whole or cut by a mask.</summary>
internal interface ITileColumns
{
    static abstract int Vectors { get; }

    static abstract bool Masked { get; }
}

/// <summary>What a tile does with its sums as a type.</summary>
internal interface ITileMode
{
    /// <summary>Whether the sums are added to what c holds.</summary>
    static abstract bool Accumulates { get; }

    /// <summary>Whether a bias per column is added.</summary>
    static abstract bool Biased { get; }
}

internal readonly struct Rows1 : ITileRows { public static int Count => 1; }

internal readonly struct Rows2 : ITileRows { public static int Count => 2; }

internal readonly struct Rows3 : ITileRows { public static int Count => 3; }

internal readonly struct Rows4 : ITileRows { public static int Count => 4; }

internal readonly struct Rows5 : ITileRows { public static int Count => 5; }

internal readonly struct Rows6 : ITileRows { public static int Count => 6; }

internal readonly struct Rows7 : ITileRows { public static int Count => 7; }

internal readonly struct Rows8 : ITileRows { public static int Count => 8; }

internal readonly struct Rows9 : ITileRows { public static int Count => 9; }

internal readonly struct Rows10 : ITileRows { public static int Count => 10; }

internal readonly struct Rows11 : ITileRows { public static int Count => 11; }

internal readonly struct Rows12 : ITileRows { public static int Count => 12; }

/// <summary>One whole register.</summary>
internal readonly struct OneVector : ITileColumns
{
    public static int Vectors => 1;

    public static bool Masked => false;
}

/// <summary>Fewer columns than one register holds.</summary>
internal readonly struct PartOfOne : ITileColumns
{
    public static int Vectors => 1;

    public static bool Masked => true;
}

/// <summary>Two whole registers.</summary>
internal readonly struct TwoVectors : ITileColumns
{
    public static int Vectors => 2;

    public static bool Masked => false;
}

/// <summary>One whole register and a part of a second.</summary>
internal readonly struct PartOfTwo : ITileColumns
{
    public static int Vectors => 2;

    public static bool Masked => true;
}

/// <summary>c = a b.</summary>
internal readonly struct Store : ITileMode
{
    public static bool Accumulates => false;

    public static bool Biased => false;
}

/// <summary>c += a b.</summary>
internal readonly struct Accumulate : ITileMode
{
    public static bool Accumulates => true;

    public static bool Biased => false;
}

/// <summary>c = a b + bias.</summary>
internal readonly struct Bias : ITileMode
{
    public static bool Accumulates => false;

    public static bool Biased => true;
}
