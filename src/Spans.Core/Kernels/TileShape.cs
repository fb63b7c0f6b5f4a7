namespace Spans.Kernels;

/// <summary>A number of rows or columns as a type: a constant for the JIT, which drops the code of those beyond it.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

/// <summary>The columns of a tile as a type: one or two registers, the last of them whole or cut by a mask.</summary>
internal interface ITileColumns
{
    static abstract int Vectors { get; }

    static abstract bool Masked { get; }
}

/// <summary>Whether the last register of a row of b lies wholly in memory.</summary>
internal interface ITail
{
    static abstract bool Masked { get; }
}

/// <summary>What a tile does with its sums as a type.</summary>
internal interface ITileMode
{
    /// <summary>Whether the sums are added to what c holds.</summary>
    static abstract bool Accumulates { get; }

    /// <summary>Whether a bias per column is added.</summary>
    static abstract bool Biased { get; }

    /// <summary>
    /// Whether the tile asks for memory before its turn: <see cref="GemmTile"/> for c and what the product's
    /// <see cref="Product.Next"/> points to, <see cref="GemvTile"/> for the rows of b to come.
    /// </summary>
    static virtual bool LooksAhead => false;
}

/// <summary>Mode M with <see cref="ITileMode.LooksAhead"/>: for operands beyond the first cache.</summary>
internal readonly struct Ahead<M> : ITileMode where M : struct, ITileMode
{
    public static bool Accumulates => M.Accumulates;

    public static bool Biased => M.Biased;

    public static bool LooksAhead => true;
}

internal readonly struct Count1 : ICount { public static int Value => 1; }

internal readonly struct Count2 : ICount { public static int Value => 2; }

internal readonly struct Count3 : ICount { public static int Value => 3; }

internal readonly struct Count4 : ICount { public static int Value => 4; }

internal readonly struct Count5 : ICount { public static int Value => 5; }

internal readonly struct Count6 : ICount { public static int Value => 6; }

internal readonly struct Count7 : ICount { public static int Value => 7; }

internal readonly struct Count8 : ICount { public static int Value => 8; }

internal readonly struct Count9 : ICount { public static int Value => 9; }

internal readonly struct Count10 : ICount { public static int Value => 10; }

internal readonly struct Count11 : ICount { public static int Value => 11; }

internal readonly struct Count12 : ICount { public static int Value => 12; }

internal readonly struct Count13 : ICount { public static int Value => 13; }

internal readonly struct Count14 : ICount { public static int Value => 14; }

internal readonly struct Count15 : ICount { public static int Value => 15; }

internal readonly struct Count16 : ICount { public static int Value => 16; }

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

/// <summary>Rows of b are whole registers, as packed ones are.</summary>
internal readonly struct WholeTail : ITail { public static bool Masked => false; }

/// <summary>The last register is cut by a mask.</summary>
internal readonly struct CutTail : ITail { public static bool Masked => true; }

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
