using Spans.Threading;

namespace Spans.Data;

/// <summary>
/// The data set that is always there: digits as if written by hand, drawn by this program. Each is a glyph whose points shake,
/// bent by slow waves (elastic distortion; Simard et al. 2003), sheared, stretched, turned and moved, in a pen of changing width
/// and strength, on grainy paper. Sample i depends on the seed and i alone and shows the digit i mod 10.
/// </summary>
/// <remarks>
/// How hard it is, in the default sizes (scikit-learn 1.2.1; PyTorch 1.13 with Adam, 10 epochs): softmax regression 0.922 at
/// best, a network 784-128-64-10 0.978, 784-256-128-10 with dropout 0.985, LeNet 0.992.
/// </remarks>
public static class Digits
{
    /// <summary>Rows to train on unless asked otherwise.</summary>
    public const int TrainCount = 16_000;

    /// <summary>Rows to test with unless asked otherwise.</summary>
    public const int TestCount = 4_000;

    /// <summary>The seed unless asked otherwise.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary>Draws digits [1, 28, 28] in 0..1, first the training rows, then the test rows.</summary>
    /// <param name="train">Rows to train on, one or more.</param>
    /// <param name="test">Rows to test with.</param>
    /// <param name="seed">The seed: another gives other people's hands.</param>
    /// <param name="team">The threads that share the work; null for this one. The result does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="DataException">The digits do not fit into memory.</exception>
    public static PreparedData Draw(int train = TrainCount, int test = TestCount, ulong seed = DefaultSeed, Team? team = null)
    {
        Throw.IfNotPositive(train);
        Throw.IfNegative(test);
        if (((long)train + test) * DigitPainter.Pixels > Array.MaxLength)
            Throw.OutOfRange(
                nameof(test), test, $"at most {Array.MaxLength / DigitPainter.Pixels - train} with {train} training rows");
        DataMemory.Check(((long)train + test) * DigitPainter.Pixels * sizeof(float), $"Drawing {train + test} digits");
        var inputs = new float[(train + test) * DigitPainter.Pixels];
        var labels = new int[train + test];
        team ??= Team.Single;
        team.Run(new Painting(inputs, labels, seed), team.Members);
        return PreparedData.OfImages([1, DigitPainter.Side, DigitPainter.Side], inputs, labels, train);
    }

    private readonly struct Painting(float[] inputs, int[] labels, ulong seed) : ITeamJob
    {
        public void Execute(int part, int parts)
        {
            var painter = new DigitPainter();
            var (start, end) = Stripe.Of(labels.Length, part, parts);
            for (var i = start; i < end; i++)
            {
                labels[i] = DigitPainter.Label(i);
                painter.Paint(seed, i, inputs.AsSpan(i * DigitPainter.Pixels, DigitPainter.Pixels));
            }
        }
    }
}
