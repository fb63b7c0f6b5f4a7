using Spans.Data;

namespace Spans.Diagnostics.Learning;

/// <summary>
/// The spread of every input and target, and how common each class is, over at most <see cref="MostRows"/> rows.
/// </summary>
internal sealed class DataProfile
{
    internal const int MostRows = 5_000;

    internal DataProfile(DataView view)
    {
        View = view;
        var width = view.Data.InputShape.Elements;
        Rows = Math.Min(view.Count, MostRows);
        (Means, Deviations, Least, Greatest) = (new double[width], new double[width], new float[width], new float[width]);
        Array.Fill(Least, float.PositiveInfinity);
        Array.Fill(Greatest, float.NegativeInfinity);
        var squares = new double[width];
        for (var i = 0; i < Rows; i++)
        {
            var row = view.Data.Row(RowAt(i));
            for (var j = 0; j < width; j++)
            {
                var x = row[j];
                Means[j] += x;
                squares[j] += (double)x * x;
                Least[j] = Math.Min(Least[j], x);
                Greatest[j] = Math.Max(Greatest[j], x);
            }
        }
        for (var j = 0; j < width; j++)
        {
            Means[j] /= Rows;
            Deviations[j] = Math.Sqrt(Math.Max(0, squares[j] / Rows - Means[j] * Means[j]));
        }
        RootMeanSquare = Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.Sum<double>(squares) / Rows / width);
        ClassCounts = new int[view.Data.Classes];
        if (view.Data.IsClassification)
            for (var i = 0; i < view.Count; i++) ClassCounts[view.Data.Labels[view.Rows[i]]]++;
    }

    internal DataView View { get; }

    internal int Rows { get; }

    internal double[] Means { get; }

    internal double[] Deviations { get; }

    internal float[] Least { get; }

    internal float[] Greatest { get; }

    /// <summary>The root mean square of all inputs.</summary>
    internal double RootMeanSquare { get; }

    /// <summary>Rows of each class, all rows counted.</summary>
    internal int[] ClassCounts { get; }

    /// <summary>Row number i of the sample, spread evenly over the view.</summary>
    internal int RowAt(int i) => View.Rows[(int)((long)i * View.Count / Rows)];

    /// <summary>What input j is called.</summary>
    internal string Name(int j) => View.Data.FeatureNames.Count > j ? $"'{View.Data.FeatureNames[j]}'" : $"input {j}";

    /// <summary>A number for a row's inputs that differs where they do, but for one chance in 2^64 or so.</summary>
    internal static ulong Hash(ReadOnlySpan<float> row)
    {
        var hash = 0xCBF29CE484222325ul;
        foreach (var x in row)
        {
            // −0 is 0.
            hash ^= BitConverter.SingleToUInt32Bits(x == 0 ? 0 : x);
            hash *= 0x9E3779B97F4A7C15ul;
            hash ^= hash >> 29;
        }
        return hash;
    }
}
