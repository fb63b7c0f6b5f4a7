using System.Text;

namespace Spans.Data;

/// <summary>The texts that stand for no value.</summary>
internal static class MissingText
{
    /// <summary>Whether a cell is empty, blank, or holds NA, N/A, #N/A, NaN, null or ? in any case.</summary>
    internal static bool Is(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t"u8);
        return cell.Length switch
        {
            0 => true,
            1 => cell[0] == (byte)'?',
            2 => Ascii.EqualsIgnoreCase(cell, "NA"u8),
            3 => Ascii.EqualsIgnoreCase(cell, "NaN"u8) || Ascii.EqualsIgnoreCase(cell, "N/A"u8),
            4 => Ascii.EqualsIgnoreCase(cell, "null"u8) || Ascii.EqualsIgnoreCase(cell, "#N/A"u8),
            _ => false,
        };
    }
}
