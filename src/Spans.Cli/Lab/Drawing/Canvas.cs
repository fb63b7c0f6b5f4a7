namespace Spans.Cli.Lab.Drawing;

/// <summary>
/// A picture of dots, two across and four up in every cell of the terminal, each owned by the series that drew it last.
/// </summary>
/// <param name="columns">Cells across.</param>
/// <param name="rows">Cells up.</param>
internal sealed class Canvas(int columns, int rows)
{
    // The bits of Unicode's Braille patterns, by column and row of the dot.
    private static readonly byte[] s_bits = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80];

    private readonly byte[] _dots = new byte[columns * rows];
    private readonly int[] _owners = NoOwners(columns * rows);

    internal const int NoOwner = int.MinValue;

    internal int Columns => columns;

    internal int Rows => rows;

    /// <summary>Sets the dot at a place between 0 and 1 each way; places outside are left out.</summary>
    internal void Dot(double x, double y, int owner)
    {
        if (!(x is >= 0 and <= 1) || !(y is >= 0 and <= 1)) return;
        var column = (int)Math.Round(x * (2 * columns - 1));
        var row = (int)Math.Round((1 - y) * (4 * rows - 1));
        var cell = row / 4 * columns + column / 2;
        _dots[cell] |= s_bits[column % 2 * 4 + row % 4];
        _owners[cell] = owner;
    }

    /// <summary>Sets the dots between two places; what lies outside is left out.</summary>
    internal void Line(double fromX, double fromY, double toX, double toY, int owner)
    {
        if (!double.IsFinite(fromX + fromY + toX + toY)) return;
        var steps = Math.Max(Math.Abs(toX - fromX) * 2 * columns, Math.Abs(toY - fromY) * 4 * rows);
        // A line from far outside is followed at most across ten pictures.
        var count = (int)Math.Clamp(Math.Ceiling(steps), 1, 80 * (columns + rows));
        for (var i = 0; i <= count; i++)
        {
            var share = (double)i / count;
            Dot(fromX + (toX - fromX) * share, fromY + (toY - fromY) * share, owner);
        }
    }

    /// <summary>Who drew in a cell last; <see cref="NoOwner"/> for nobody.</summary>
    internal int Owner(int column, int row) => _owners[row * columns + column];

    /// <summary>The cell's dots as a character.</summary>
    internal char Braille(int column, int row) => (char)(0x2800 + _dots[row * columns + column]);

    private static int[] NoOwners(int count)
    {
        var owners = new int[count];
        Array.Fill(owners, NoOwner);
        return owners;
    }
}
