using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Memory;

namespace Spans.Testing;

/// <summary>
/// What a layer computes from a batch, in double, as it is written down: nothing of the engine but its configuration.
/// </summary>
public sealed partial class LayerReference
{
    private readonly int _rows;
    private readonly bool _training;

    /// <summary>The layer that <paramref name="plan"/> describes, with its bodies, on copies of parameters and state.</summary>
    public LayerReference(LayerPlan plan, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, int rows, bool training)
    {
        Plan = plan;
        Parameters = Cut(plan.Parameters, parameters);
        State = Cut(plan.State, state);
        _rows = rows;
        _training = training;
        Bodies = new LayerReference[plan.Bodies.Length][];
        for (var body = 0; body < Bodies.Length; body++)
        {
            var layers = plan.Bodies[body].Layers;
            Bodies[body] = new LayerReference[layers.Length];
            for (var i = 0; i < layers.Length; i++)
                Bodies[body][i] = new LayerReference(layers[i], parameters, state, rows, training);
        }
    }

    /// <summary>The layer's plan.</summary>
    public LayerPlan Plan { get; }

    /// <summary>In the order of the layer's description.</summary>
    public double[][] Parameters { get; }

    /// <summary>In the order of the layer's description.</summary>
    public double[][] State { get; }

    /// <summary>The layers of the chains inside.</summary>
    public LayerReference[][] Bodies { get; }

    /// <summary>For dropout: which elements the engine kept. It is no formula but a draw.</summary>
    public bool[] Kept { get; init; } = [];

    /// <summary>The distance of the nearest argument to a point without derivative, in the last forward pass.</summary>
    public double KinkDistance { get; private set; }

    /// <summary>This layer and all inside.</summary>
    public IEnumerable<LayerReference> Tree => Bodies.SelectMany(body => body).SelectMany(layer => layer.Tree).Prepend(this);

    private Shape Input => Plan.Input;

    /// <summary>[batch, output].</summary>
    /// <param name="x">[batch, input].</param>
    /// <param name="formula">The layer whose formula applies, where it is not the plan's own.</param>
    /// <exception cref="NotSupportedException">The layer has no reference here.</exception>
    public double[] Forward(double[] x, ILayer? formula = null)
    {
        KinkDistance = double.PositiveInfinity;
        return (formula ?? Plan.Layer) switch
        {
            IDense l => Map(Affine(l, x), (v, _) => Activate(l.Activation, v)),
            IActivationLayer l => Map(x, (v, _) => Activate(l.Activation, v)),
            PRelu l => Map(x, (v, i) => Rectify(v, Parameters[0][l.PerChannel ? Channel(i) : 0])),
            Flatten => [.. x],
            Dropout l => Drop(l, x),
            Softmax => ByRow(x, Input[Input.Rank - 1], SoftmaxOf),
            LayerNorm l =>
                ByRow(x, l.Axes == NormalizedAxes.Last ? Input[Input.Rank - 1] : Input.Elements, row => LayerNormalized(l, row)),
            BatchNorm l => _training ? BatchNormalized(l, x) : RunningNormalized(l, x),
            Embedding l => [.. x.SelectMany(word => Parameters[0].AsSpan((int)Math.Round(word) * l.Width, l.Width).ToArray())],
            Residual l => Sum(Through(0, x), l.Shortcut.Count == 0 ? x : Through(1, x)),
            Branches l => Merged(l, x),
            var l => OfImages(l, x),
        };
    }

    private int Channel(int i) => i / (Input.Elements / Input[0]) % Input[0];

    private double Activate(IActivation activation, double x)
    {
        NoteKink(ActivationReference.KinkDistance(activation, x));
        return ActivationReference.Value(activation, x);
    }

    private double Rectify(double x, double slope)
    {
        NoteKink(Math.Abs(x));
        return x > 0 ? x : slope * x;
    }

    private void NoteKink(double distance) => KinkDistance = Math.Min(KinkDistance, distance);

    private double[] Affine(IDense layer, double[] x)
    {
        var (inputs, units) = (Input.Elements, layer.Units);
        var z = new double[_rows * units];
        for (var i = 0; i < z.Length; i++)
        {
            z[i] = layer.UseBias ? Parameters[1][i % units] : 0;
            for (var k = 0; k < inputs; k++) z[i] += x[i / units * inputs + k] * Parameters[0][k * units + i % units];
        }
        return z;
    }

    private double[] Drop(Dropout layer, double[] x)
    {
        var inverted = layer.Scaling == DropoutScaling.Inverted;
        if (!_training) return Map(x, (v, _) => inverted ? v : v * (1 - layer.Drop));
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
            foreach (var i in own) y[i] = Scaled((x[i] - mean) / Math.Sqrt(variance + layer.Epsilon), c);
        }
        return y;
    }

    private double[] RunningNormalized(BatchNorm layer, double[] x) =>
        Map(x, (v, i) => Scaled((v - State[0][Channel(i)]) / Math.Sqrt(State[1][Channel(i)] + layer.Epsilon), Channel(i)));

    private double[] LayerNormalized(LayerNorm layer, double[] row)
    {
        var mean = row.Average();
        var variance = row.Average(v => (v - mean) * (v - mean));
        return Map(row, (v, i) => Scaled((v - mean) / Math.Sqrt(variance + layer.Epsilon), i));
    }

    private double Scaled(double normal, int index) =>
        Parameters.Length == 0 ? normal : Parameters[0][index] * normal + Parameters[1][index];

    private double[] Through(int body, double[] x)
    {
        foreach (var layer in Bodies[body])
        {
            x = layer.Forward(x);
            NoteKink(layer.KinkDistance);
        }
        return x;
    }

    private double[] Merged(Branches layer, double[] x)
    {
        var outputs = Bodies.Select((_, body) => Through(body, x)).ToArray();
        return layer.Merge == Merge.Add
            ? outputs.Aggregate(Sum)
            : [.. Enumerable.Range(0, _rows)
                .SelectMany(row => outputs.SelectMany(y => y.Chunk(y.Length / _rows).ElementAt(row)))];
    }

    private static double[] SoftmaxOf(double[] row)
    {
        var largest = row.Max();
        var sum = row.Sum(v => Math.Exp(v - largest));
        return Map(row, (v, _) => Math.Exp(v - largest) / sum);
    }

    private static double[] Sum(double[] a, double[] b) => Map(a, (v, i) => v + b[i]);

    private static double[] ByRow(double[] x, int columns, Func<double[], double[]> f) => [.. x.Chunk(columns).SelectMany(f)];

    private static double[] Map(double[] x, Func<double, int, double> f) => [.. x.Select(f)];

    private static double[][] Cut(Slice[] slices, ReadOnlySpan<float> buffer)
    {
        var tensors = new double[slices.Length][];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = Array.ConvertAll(slices[i].Of(buffer).ToArray(), v => (double)v);
        return tensors;
    }
}
