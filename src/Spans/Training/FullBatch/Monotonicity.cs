using Spans.Data;
using Spans.Networks;

namespace Spans.Training;

/// <summary>Finds out whether a network's outputs rise (or fall) with an input on real rows, whatever made them so.</summary>
public static class Monotonicity
{
    private const int Steps = 33;
    private const int RowsAtOnce = 64;

    /// <summary>
    /// The most that any output moves the wrong way between neighbouring values of an input, on every row of
    /// <paramref name="view"/>: the input goes from the least to the largest value of those rows in 32 steps while the others
    /// stay. 0 where it never does.
    /// </summary>
    /// <param name="network">Any network.</param>
    /// <param name="view">The rows.</param>
    /// <param name="input">The input's number.</param>
    /// <param name="rising">Whether outputs should rise with it; else they should fall.</param>
    /// <exception cref="ArgumentException">The rows do not fit the network, or there is no such input.</exception>
    public static double Violation(Network network, DataView view, int input, bool rising)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(view);
        var (width, outputs) = (network.Input.Elements, network.Output.Elements);
        if (view.Data.InputShape.Elements != width)
            Throw.Argument(nameof(view), $"The rows have {view.Data.InputShape.Elements} inputs but the network takes {width}.");
        if ((uint)input >= (uint)width) Throw.OutOfRange(nameof(input), input, $"between 0 and {width - 1}");
        var (least, most) = Range(view, input);
        var (inputs, values) = (new float[RowsAtOnce * Steps * width], new float[RowsAtOnce * Steps * outputs]);
        var worst = 0.0;
        for (var first = 0; first < view.Count; first += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, view.Count - first);
            for (var i = 0; i < rows * Steps; i++)
            {
                var row = inputs.AsSpan(i * width, width);
                view.Data.Row(view.Rows[first + i / Steps]).CopyTo(row);
                row[input] = least + (most - least) * (i % Steps) / (Steps - 1);
            }
            network.Forward(inputs.AsSpan(0, rows * Steps * width), values.AsSpan(0, rows * Steps * outputs), rows * Steps);
            for (var i = 0; i < rows * Steps; i++)
            {
                if (i % Steps == 0) continue;
                for (var unit = 0; unit < outputs; unit++)
                {
                    var rise = (double)values[i * outputs + unit] - values[(i - 1) * outputs + unit];
                    worst = Math.Max(worst, rising ? -rise : rise);
                }
            }
        }
        return worst;
    }

    private static (float Least, float Most) Range(DataView view, int input)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < view.Count; i++)
        {
            var value = view.Data.Row(view.Rows[i])[input];
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }
        return (least, most);
    }
}
