namespace Spans.Tests.Minimizers.Mgh;

/// <summary>Models fitted to the paper's data. Jacobians arrive zeroed.</summary>
internal static class FittedFunctions
{
    private static readonly double[] s_bard =
        [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];

    private static readonly double[] s_gaussian =
        [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009];

    private static readonly double[] s_meyer =
        [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872];

    private static readonly double[] s_kowalikY =
        [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];

    private static readonly double[] s_kowalikU = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];

    private static readonly double[] s_osborne1 =
    [
        0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580,
        0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
    ];

    private static readonly double[] s_osborne2 =
    [
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
        0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375,
        0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
        0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
    ];

    public static MghFunction[] All { get; } =
    [
        new("bard", [1, 1, 1], 15,
            (x, r) =>
            {
                for (var i = 0; i < 15; i++)
                {
                    var (u, v, w) = (i + 1, 15 - i, Math.Min(i + 1, 15 - i));
                    r[i] = s_bard[i] - (x[0] + u / (v * x[1] + w * x[2]));
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 15; i++)
                {
                    var (u, v, w) = (i + 1, 15 - i, Math.Min(i + 1, 15 - i));
                    var square = (v * x[1] + w * x[2]) * (v * x[1] + w * x[2]);
                    (j[3 * i], j[3 * i + 1], j[3 * i + 2]) = (-1, u * v / square, u * w / square);
                }
            }),
        new("gaussian", [0.4, 1, 0], 15,
            (x, r) =>
            {
                for (var i = 0; i < 15; i++)
                {
                    var t = (7 - i) / 2.0 - x[2];
                    r[i] = x[0] * Math.Exp(-x[1] * t * t / 2) - s_gaussian[i];
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 15; i++)
                {
                    var t = (7 - i) / 2.0 - x[2];
                    var e = Math.Exp(-x[1] * t * t / 2);
                    (j[3 * i], j[3 * i + 1], j[3 * i + 2]) = (e, -x[0] * e * t * t / 2, x[0] * e * x[1] * t);
                }
            }),
        new("meyer", [0.02, 4000, 250], 16,
            (x, r) => { for (var i = 0; i < 16; i++) r[i] = x[0] * Math.Exp(x[1] / (50 + 5 * i + x[2])) - s_meyer[i]; },
            (x, j) =>
            {
                for (var i = 0; i < 16; i++)
                {
                    var d = 50 + 5 * i + x[2];
                    var e = Math.Exp(x[1] / d);
                    (j[3 * i], j[3 * i + 1], j[3 * i + 2]) = (e, x[0] * e / d, -x[0] * e * x[1] / (d * d));
                }
            }),
        new("kowalik-osborne", [0.25, 0.39, 0.415, 0.39], 11,
            (x, r) =>
            {
                for (var i = 0; i < 11; i++)
                {
                    var u = s_kowalikU[i];
                    r[i] = s_kowalikY[i] - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3]);
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 11; i++)
                {
                    var u = s_kowalikU[i];
                    var (top, bottom) = (u * u + u * x[1], u * u + u * x[2] + x[3]);
                    var ratio = x[0] * top / (bottom * bottom);
                    (j[4 * i], j[4 * i + 1], j[4 * i + 2], j[4 * i + 3]) = (-top / bottom, -x[0] * u / bottom, ratio * u, ratio);
                }
            }),
        new("osborne-1", [0.5, 1.5, -1, 0.01, 0.02], 33,
            (x, r) =>
            {
                for (var i = 0; i < 33; i++)
                    r[i] = s_osborne1[i] - (x[0] + x[1] * Math.Exp(-10 * i * x[3]) + x[2] * Math.Exp(-10 * i * x[4]));
            },
            (x, j) =>
            {
                for (var i = 0; i < 33; i++)
                {
                    var (a, b) = (Math.Exp(-10 * i * x[3]), Math.Exp(-10 * i * x[4]));
                    (j[5 * i], j[5 * i + 1], j[5 * i + 2]) = (-1, -a, -b);
                    (j[5 * i + 3], j[5 * i + 4]) = (10 * i * x[1] * a, 10 * i * x[2] * b);
                }
            }),
        new("osborne-2", [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], 65,
            (x, r) =>
            {
                for (var i = 0; i < 65; i++)
                {
                    var t = i / 10.0;
                    r[i] = s_osborne2[i] - x[0] * Math.Exp(-t * x[4]);
                    for (var k = 1; k < 4; k++) r[i] -= x[k] * Math.Exp(-(t - x[7 + k]) * (t - x[7 + k]) * x[4 + k]);
                }
            },
            (x, j) =>
            {
                for (var i = 0; i < 65; i++)
                {
                    var t = i / 10.0;
                    var row = j.Slice(11 * i, 11);
                    row[0] = -Math.Exp(-t * x[4]);
                    row[4] = -t * x[0] * row[0];
                    for (var k = 1; k < 4; k++)
                    {
                        var d = t - x[7 + k];
                        row[k] = -Math.Exp(-d * d * x[4 + k]);
                        row[4 + k] = -x[k] * row[k] * d * d;
                        row[7 + k] = x[k] * row[k] * 2 * d * x[4 + k];
                    }
                }
            }),
    ];
}
