using Spans.Random;

namespace Spans.Data;

/// <summary>
/// House prices that are always there: a table drawn by this program, after the textbook's example of price by area, rooms, age and distance
/// to the station. The price without its noise rises with the area and falls with the distance; with the age it falls, then rises a
/// little. Row i depends on the seed and i alone.
/// </summary>
public static class Houses
{
    /// <summary>Rows to train on unless asked otherwise.</summary>
    public const int TrainCount = 400;

    /// <summary>Rows to test with unless asked otherwise.</summary>
    public const int TestCount = 200;

    private const uint Stream = 0x4057_0001;
    private const int Columns = 4;

    /// <summary>Draws houses: inputs area (m²), rooms, age (years) and distance (m), standardised; the target is the price (thousands).</summary>
    /// <param name="train">Rows to train on, one or more.</param>
    /// <param name="test">Rows to test with.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static PreparedData Draw(int train = TrainCount, int test = TestCount, ulong seed = 1)
    {
        Throw.IfNotPositive(train);
        Throw.IfNegative(test);
        var count = checked(train + test);
        // The ranges above decide these, not the rows drawn: preprocessing must not know test rows.
        ColumnTransform[] columns =
        [
            new("area", 0, null, [105], [43], null), new("rooms", 1, null, [4.2], [1.8], null),
            new("age", 2, null, [25], [14.4], null), new("distance", 3, null, [1080], [1200], null),
        ];
        var target = new TargetTransform(["price"], [Columns], false, [], [265], [90]);
        var preprocessing = new Preprocessing([Columns], 1, columns, null, target);
        var (inputs, prices, raw) = (new float[checked(count * Columns)], new float[count], new float[Columns]);
        var (uniform, noise) = (new float[count * Columns], new float[count]);
        RngFill.Uniform(new Rng(seed, 0, Stream), 0, uniform, 0, 1);
        RngFill.Normal(new Rng(seed, 1, Stream), 0, noise, 0, 18);
        for (var i = 0; i < count; i++)
        {
            var u = uniform.AsSpan(i * Columns, Columns);
            raw[0] = 30 + 150 * u[0];
            raw[1] = MathF.Round(raw[0] / 25 + 2 * (u[1] - 0.5f));
            raw[2] = 50 * u[2];
            raw[3] = 50 * MathF.Pow(100, u[3]);
            preprocessing.Transform(raw, inputs.AsSpan(i * Columns, Columns));
            prices[i] = (float)((Price(raw) + noise[i] - target.Means[0]) / target.Scales[0]);
        }
        var data = new Dataset([Columns], inputs, null, prices, [])
        {
            FeatureNames = ["area", "rooms", "age", "distance"],
            TargetNames = ["price"],
        };
        return new PreparedData(data, new DataSplit(RowSet.Range(0, train), RowSet.Empty, RowSet.Range(train, test)), preprocessing);
    }

    // Space near a station is dearer; a very old house is worth a little more than an old one.
    private static float Price(ReadOnlySpan<float> raw)
    {
        var near = MathF.Exp(-raw[3] / 900);
        return 60 + raw[0] * (1.3f + 0.9f * near) + 8 * raw[1] + 45 * near - 2.6f * raw[2] + 0.04f * raw[2] * raw[2];
    }
}
