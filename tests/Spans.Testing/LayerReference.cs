using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Testing;

/// <summary>What a layer computes from a batch, in double, as it is written down: nothing of the engine but its configuration.</summary>
/// <param name="Rows">The batch.</param>
/// <param name="Input">The shape of a sample.</param>
/// <param name="Parameters">In the order of the layer's description.</param>
/// <param name="State">In the order of the layer's description.</param>
/// <param name="Training">Whether as in training.</param>
public sealed record LayerReference(int Rows, Shape Input, double[][] Parameters, double[][] State, bool Training)
{
    /// <summary>For dropout: which elements the engine kept. It is no formula but a draw.</summary>
    public bool[] Kept { get; init; } = [];

    /// <summary>The distance of the nearest argument to a point without derivative, in the last forward pass.</summary>
    public double KinkDistance { get; private set; }

    /// <summary>[batch, output].</summary>
    /// <exception cref="NotSupportedException">The layer has no reference here.</exception>
    public double[] Forward(ILayer layer, double[] x)
    {
        KinkDistance = double.PositiveInfinity;
        return layer switch
        {
            IActivationLayer l => Map(x, (v, _) => Activate(l.Activation, v)),
            PRelu l => Map(x, (v, i) => Rectify(v, Parameters[0][l.PerChannel ? Channel(i) : 0])),
            Flatten => [.. x],
            Dropout l => Drop(l, x),
            Softmax => ByRow(x, Input[Input.Rank - 1], SoftmaxOf),
            LayerNorm l => ByRow(x, l.Axes == NormalizedAxes.Last ? Input[Input.Rank - 1] : Input.Elements, row => LayerNormalized(l, row)),
            BatchNorm l => Training ? BatchNormalized(l, x) : RunningNormalized(l, x),
            _ => throw new NotSupportedException($"{LayerName.Of(layer)} has no reference in the tests: add one."),
        };
    }

    private int Channel(int i) => i / (Input.Elements / Input[0]) % Input[0];

    private double Activate(Activations.IActivation activation, double x)
    {
        KinkDistance = Math.Min(KinkDistance, ActivationReference.KinkDistance(activation, x));
        return ActivationReference.Value(activation, x);
    }

    private double Rectify(double x, double slope)
    {
        KinkDistance = Math.Min(KinkDistance, Math.Abs(x));
        return x > 0 ? x : slope * x;
    }

    private double[] Drop(Dropout layer, double[] x)
    {
        var inverted = layer.Scaling == DropoutScaling.Inverted;
        if (!Training) return Map(x, (v, _) => inverted ? v : v * (1 - layer.Drop));
        return Map(x, (v, i) => !Kept[i] ? 0 : inverted ? v / (1 - layer.Drop) : v);
    }

    private double[] BatchNormalized(BatchNorm layer, double[] x)
    {
        var y = new double[x.Length];
        for (var c = 0; c < Input[0]; c++)
        {
            var own = Enumerable.Range(0, x.Length).Where(i => Channel(i) == c).ToArray();
            var mean = own.Average(i => x[i]);
            var variance = own.Average(i => (x[i] - mean) * (x[i] - mean));
            foreach (var i in own) y[i] = Affine((x[i] - mean) / Math.Sqrt(variance + layer.Epsilon), c);
        }
        return y;
    }

    private double[] RunningNormalized(BatchNorm layer, double[] x) =>
        Map(x, (v, i) => Affine((v - State[0][Channel(i)]) / Math.Sqrt(State[1][Channel(i)] + layer.Epsilon), Channel(i)));

    private double Affine(double normal, int index) =>
        Parameters.Length == 0 ? normal : Parameters[0][index] * normal + Parameters[1][index];

    private double[] LayerNormalized(LayerNorm layer, double[] row)
    {
        var mean = row.Average();
        var variance = row.Average(v => (v - mean) * (v - mean));
        return Map(row, (v, i) => Affine((v - mean) / Math.Sqrt(variance + layer.Epsilon), i));
    }

    private static double[] SoftmaxOf(double[] row)
    {
        var sum = row.Sum(v => Math.Exp(v - row.Max()));
        return Map(row, (v, _) => Math.Exp(v - row.Max()) / sum);
    }

    private static double[] ByRow(double[] x, int columns, Func<double[], double[]> f) => [.. x.Chunk(columns).SelectMany(f)];

    private static double[] Map(double[] x, Func<double, int, double> f) => [.. x.Select(f)];
}
