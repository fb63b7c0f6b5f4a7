using Spans.Random;

namespace Spans.Data;

/// <summary>
/// House prices that are always there: a table drawn by this program, after the textbook's example of price by rooms, area, type
/// and distance to the station, and age. The price without its noise rises with the area and falls with the distance; with the
/// age it falls, then rises a little; a house is dearer than a flat, the more so the larger it is and the farther out. Row i
/// depends on the seed and i alone.
/// </summary>
public static class Houses
{
    /// <summary>Rows to train on unless asked otherwise.</summary>
    public const int TrainCount = 400;

    /// <summary>Rows to test with unless asked otherwise.</summary>
    public const int TestCount = 200;

    /// <summary>
    /// The standard deviation of the noise in the prices (thousands): no model's error on new houses is below it.
    /// </summary>
    public const float Noise = 18;

    private const uint Stream = 0x4057_0001;
    private const int Columns = 5;
    private const int Inputs = 6;

    // Of area, rooms, age and distance.
    private const int Uniforms = 4;
    private const int House = 1;

    /// <summary>
    /// Draws houses: inputs area (m²), rooms, age (years), distance (m) and type (flat or house: an input each), standardised;
    /// the target is the price (thousands).
    /// </summary>
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
            new("type", 4, ["flat", "house"], [0.6, 0.4], [0.5, 0.5], null),
        ];
        var target = new TargetTransform(["price"], [Columns], false, [], [297], [124]);
        var preprocessing = new Preprocessing([Inputs], 1, columns, null, target);
        var (inputs, prices, raw) = (new float[checked(count * Inputs)], new float[count], new float[Columns]);
        var (uniform, noise, type) = (new float[count * Uniforms], new float[count], new Rng(seed, 2, Stream));
        RngFill.Uniform(new Rng(seed, 0, Stream), 0, uniform, 0, 1);
        RngFill.Normal(new Rng(seed, 1, Stream), 0, noise, 0, Noise);
        for (var i = 0; i < count; i++)
        {
            var u = uniform.AsSpan(i * Uniforms, Uniforms);
            raw[0] = 30 + 150 * u[0];
            raw[1] = MathF.Max(1, MathF.Round(raw[0] / 25 + 2 * (u[1] - 0.5f)));
            raw[2] = 50 * u[2];
            raw[3] = 50 * MathF.Pow(100, u[3]);
            raw[4] = type.Uniform((ulong)i) < 0.4 ? House : 0;
            preprocessing.Transform(raw, inputs.AsSpan(i * Inputs, Inputs));
            prices[i] = (float)((Price(raw) + noise[i] - target.Means[0]) / target.Scales[0]);
        }
        var data = new Dataset([Inputs], inputs, null, prices, [])
        {
            FeatureNames = ["area", "rooms", "age", "distance", "type=flat", "type=house"],
            TargetNames = ["price"],
        };
        return new PreparedData(
            data, new DataSplit(RowSet.Range(0, train), RowSet.Empty, RowSet.Range(train, test)), preprocessing);
    }

    // Space near a station is dearer; a very old house is worth a little more than an old one; a house has a garden, and a flat
    // far out is worth little.
    private static float Price(ReadOnlySpan<float> raw)
    {
        var near = MathF.Exp(-raw[3] / 900);
        return 60 + raw[0] * (1.3f + 0.9f * near) + 8 * raw[1] + 45 * near - 2.6f * raw[2] + 0.04f * raw[2] * raw[2]
            + (raw[4] == House ? 25 + 0.5f * raw[0] : -0.01f * MathF.Max(0, raw[3] - 800));
    }
}
