using System.Globalization;

namespace Spans.Data;

/// <summary>
/// How people write the ten digits: for each some ways, a way being strokes, a stroke being points that a smooth curve goes
/// through. The box is 100 by 100, x to the right and y down. A corner is where one stroke ends and the next begins.
/// </summary>
internal static class DigitGlyphs
{
    /// <summary>The most points of a glyph, all strokes together.</summary>
    internal const int MaxPoints = 32;

    private static readonly string[][] s_ways =
    [
        [
            "50 5, 80 24, 83 55, 69 88, 45 96, 21 78, 17 45, 28 15, 50 5",
            "62 8, 36 6, 18 35, 20 75, 50 96, 81 75, 80 36, 62 11, 46 4",
            "54 4, 68 30, 66 70, 48 96, 33 72, 34 30, 54 4",
        ],
        [
            "50 4, 50 50, 50 96",
            "63 4, 52 50, 40 96",
            "30 26, 44 17, 55 5; 55 5, 53 50, 52 96",
            "32 24, 53 5; 53 5, 52 95; 30 95, 74 95",
        ],
        [
            "20 28, 35 8, 60 6, 78 24, 68 50, 40 75, 16 94; 16 94, 50 91, 85 93",
            "20 25, 45 5, 75 18, 72 45, 45 75, 23 92, 17 80, 35 77, 60 91, 86 87",
            "22 16, 50 6, 76 20, 66 48, 18 93; 18 93, 84 91",
        ],
        [
            "20 15, 48 4, 75 18, 66 41, 42 48; 42 48, 73 55, 79 78, 50 97, 17 85",
            "18 8, 78 8; 78 8, 45 42; 45 42, 75 52, 77 82, 46 97, 16 87",
            "24 20, 44 5, 70 12, 68 36, 46 46, 70 54, 76 78, 54 95, 22 88",
        ],
        [
            "31 5, 26 30, 17 58; 17 58, 85 56; 67 12, 65 50, 61 96",
            "62 5, 14 65; 14 65, 87 62; 64 5, 62 97",
            "23 8, 19 36, 36 54, 73 44; 77 6, 74 50, 69 96",
        ],
        [
            "77 8, 28 10; 28 10, 24 45; 24 45, 52 37, 79 56, 73 84, 45 97, 16 86",
            "78 8, 42 8, 27 27, 38 43, 66 52, 77 74, 56 95, 18 88",
            "30 8, 26 44, 54 40, 76 60, 66 90, 38 96, 18 84; 30 8, 80 6",
        ],
        [
            "68 6, 38 30, 20 66, 34 93, 62 93, 77 72, 60 54, 34 60, 22 74",
            "60 4, 27 48, 20 76, 45 97, 75 82, 66 58, 40 57, 22 74",
            "48 4, 30 40, 24 80, 44 96, 68 84, 64 62, 42 62, 27 78",
        ],
        [
            "16 10, 82 10; 82 10, 60 50, 42 96",
            "17 17, 40 9, 81 12, 60 46, 47 96",
            "16 10, 82 10; 82 10, 40 96; 30 53, 71 50",
            "18 28, 19 10; 19 10, 82 11; 82 11, 52 54, 45 96",
        ],
        [
            "50 48, 24 30, 32 8, 66 6, 75 26, 50 48, 22 72, 34 95, 68 95, 79 72, 50 48",
            "72 16, 50 4, 27 18, 38 42, 66 58, 75 82, 48 97, 24 82, 36 56, 64 42, 74 20",
            "50 45, 28 33, 32 10, 64 8, 72 31, 50 45; 50 45, 23 62, 26 90, 60 98, 79 76, 50 45",
        ],
        [
            "75 28, 58 7, 30 11, 22 35, 42 51, 66 44, 75 22; 75 22, 73 60, 62 96",
            "73 26, 50 5, 24 22, 32 47, 60 47, 74 26, 74 60, 56 92, 28 94",
            "70 10, 40 5, 22 27, 36 49, 69 40; 71 9, 66 96",
        ],
    ];

    private static readonly float[][][][] s_glyphs = Array.ConvertAll(s_ways, ways => Array.ConvertAll(ways, Strokes));

    /// <summary>The ways to write a digit: [way][stroke][2 · point] = x, [2 · point + 1] = y, in units of the box.</summary>
    internal static float[][][] Of(int digit) => s_glyphs[digit];

    private static float[][] Strokes(string way) => Array.ConvertAll(way.Split(';'), Points);

    private static float[] Points(string stroke)
    {
        var numbers = stroke.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(numbers, number => int.Parse(number, CultureInfo.InvariantCulture) / 100f);
    }
}
