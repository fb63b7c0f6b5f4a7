using Spans.Data;
using Spans.Random;

namespace Spans.Diagnostics;

/// <summary>
/// How much each input matters to a trained network: by how much its score falls when that input's values are dealt out anew
/// among the rows (Breiman 2001). On rows the network was not trained on; inputs that say the same share their importance.
/// </summary>
public static class PermutationImportance
{
    private const uint Stream = 0xD1A6_0001;

    /// <summary>Measures every input.</summary>
    /// <param name="view">Validation or test rows.</param>
    /// <param name="score">The network's score on rows, the higher the better.</param>
    /// <param name="repeats">Shuffles of each input, averaged. Default 5.</param>
    /// <param name="seed">The seed of the shuffles.</param>
    /// <returns>Each input, the most important first.</returns>
    /// <exception cref="ArgumentException">The view is empty or <paramref name="repeats"/> is not positive.</exception>
    public static IReadOnlyList<InputImportance> Of(DataView view, Func<DataView, double> score, int repeats = 5, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(score);
        Throw.IfNotPositive(repeats);
        if (view.Count == 0) Throw.Argument(nameof(view), "The view holds no rows.");
        var width = view.Data.InputShape.Elements;
        var inputs = new float[(long)view.Count * width];
        for (var i = 0; i < view.Count; i++) view.Data.Row(view.Rows[i]).CopyTo(inputs.AsSpan(i * width));
        var whole = score(view);
        var order = new int[view.Count];
        var list = new List<InputImportance>();
        for (var input = 0; input < width; input++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                RngFill.Permutation(new Rng(seed, (ulong)repeat, Stream + (uint)input), order);
                var fall = whole - score(Shuffled(view, inputs, width, input, order));
                sum += fall;
                squares += fall * fall;
            }
            var mean = sum / repeats;
            var name = view.Data.FeatureNames.Count > input ? view.Data.FeatureNames[input] : $"input {input}";
            list.Add(new InputImportance(input, name, mean, Math.Sqrt(Math.Max(0, squares / repeats - mean * mean))));
        }
        list.Sort(static (a, b) => a.Fall != b.Fall ? b.Fall.CompareTo(a.Fall) : a.Input.CompareTo(b.Input));
        return list;
    }

    private static DataView Shuffled(DataView view, float[] inputs, int width, int input, int[] order)
    {
        var changed = (float[])inputs.Clone();
        for (var i = 0; i < order.Length; i++) changed[i * width + input] = inputs[order[i] * width + input];
        var (labels, values) = (new int[view.Data.IsClassification ? view.Count : 0], new float[view.Data.Units * view.Count]);
        for (var i = 0; i < view.Count; i++)
        {
            if (labels.Length != 0) labels[i] = view.Data.Labels[view.Rows[i]];
            else view.Data.Values.Slice(view.Rows[i] * view.Data.Units, view.Data.Units)
                .CopyTo(values.AsSpan(i * view.Data.Units));
        }
        return labels.Length != 0
            ? new Dataset(view.Data.InputShape, changed, labels) { Classes = view.Data.Classes }
            : new Dataset(view.Data.InputShape, changed, values);
    }
}

/// <summary>How much one input matters.</summary>
/// <param name="Input">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fall">By how much the score falls without it, on average.</param>
/// <param name="StandardDeviation">Of that fall, over the shuffles.</param>
public readonly record struct InputImportance(int Input, string Name, double Fall, double StandardDeviation);
