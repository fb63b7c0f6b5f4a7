using System.Numerics.Tensors;
using Spans.Activations;
using Spans.Chains;
using Spans.Layers;

namespace Spans.Diagnostics.Learning;

/// <summary>
/// What was seen of one layer at the steps looked at: its outputs' spread, dead and saturated units, its parameters.
/// </summary>
public sealed class LayerRecord
{
    // More tell no more, and a look must stay cheap.
    private const int EnoughRows = 200;
    private const int MostElements = 1 << 14;
    private readonly int _units;
    private readonly int _places;
    private readonly bool[] _active;
    private int _activeCount;
    private double _seenDead;
    private int _seenRows;
    private int _looks;

    internal LayerRecord(LayerPlan plan)
    {
        Name = $"{plan.Path} {LayerName.Of(plan.Layer)}";
        Plan = plan;
        Activation = ActivationOf(plan.Layer);
        var shape = plan.Spec.Output;
        // A channel of an image is one unit.
        _units = shape.Rank > 1 ? shape[0] : shape.Elements;
        _places = shape.Elements / _units;
        _active = new bool[_units];
        Tensors = new TensorRecord[plan.Parameters.Length];
        for (var i = 0; i < Tensors.Length; i++)
            Tensors[i] = new TensorRecord($"{plan.Path}.{plan.Spec.Parameters[i].Name}", plan.Spec.Parameters[i]);
        Bodies = Array.ConvertAll(plan.Bodies, Chain);
    }

    /// <summary>Its place and kind: <c>0 Dense(Relu)</c>; <c>2.body.1 Conv2D(Relu)</c> inside another layer.</summary>
    public string Name { get; }

    /// <summary>Its parameters.</summary>
    public TensorRecord[] Tensors { get; }

    /// <summary>The mean of its outputs when last looked at.</summary>
    public double Mean { get; private set; }

    /// <summary>Their standard deviation.</summary>
    public double StandardDeviation { get; private set; }

    /// <summary>How they spread.</summary>
    public ValueHistogram Outputs { get; } = new();

    /// <summary>Its units: outputs, or channels of an image.</summary>
    public int Units => _units;

    /// <summary>
    /// The share of units that gave nothing above 0 for any of the last <see cref="DeadRows"/> rows looked at; 0 where the
    /// activation is none that dies.
    /// </summary>
    public double DeadShare => Rows >= EnoughRows || _seenRows == 0 ? Dead : _seenDead;

    /// <summary>
    /// The share of outputs at which a bounded activation is flat, within 2 % of an end; 0 for other activations.
    /// </summary>
    public double SaturatedShare { get; private set; }

    /// <summary>Rows that say so.</summary>
    public int DeadRows => Rows >= EnoughRows || _seenRows == 0 ? Rows : _seenRows;

    private int Rows { get; set; }

    private double Dead => IsRectifier && Rows > 0 ? 1 - (double)_activeCount / _units : 0;

    /// <summary>The root mean square of its outputs at the first step.</summary>
    internal double FirstRms { get; private set; }

    internal LayerPlan Plan { get; }

    internal IActivation? Activation { get; }

    /// <summary>What was seen of the chains inside it.</summary>
    internal LayerRecord[][] Bodies { get; }

    /// <summary>Whether it has a matrix or filters: a linear part.</summary>
    internal bool IsLinear => Plan.Layer is IDense or IConv2D or IConv1D;

    /// <summary>Whether its activation gives 0 for every input below 0: such a unit may die.</summary>
    internal bool IsRectifier => Activation is Relu or Relu6;

    /// <summary>A record for each layer of a chain but aliases, which compute nothing.</summary>
    internal static LayerRecord[] Chain(ChainPlan chain)
    {
        var records = new List<LayerRecord>(chain.Layers.Length);
        foreach (var layer in chain.Layers)
            if (!layer.Spec.Alias) records.Add(new LayerRecord(layer));
        return [.. records];
    }

    internal void Look(ReadOnlySpan<float> output, int batch)
    {
        var elements = _units * _places;
        var rows = Math.Clamp(MostElements / elements, 1, batch);
        var seen = output[..(rows * elements)];
        Mean = TensorPrimitives.Sum(seen) / seen.Length;
        StandardDeviation = Math.Sqrt(Math.Max(0, TensorPrimitives.SumOfSquares(seen) / (double)seen.Length - Mean * Mean));
        Outputs.Look(seen, stride: 1);
        if (IsRectifier) FindActive(seen, rows);
        SaturatedShare = Activation switch
        {
            Sigmoid or HardSigmoid => Outside(seen, 0.02f, 0.98f),
            Tanh or HardTanh or Softsign => Outside(seen, -0.98f, 0.98f),
            _ => 0,
        };
        if (_looks++ == 0) FirstRms = Math.Sqrt(Mean * Mean + StandardDeviation * StandardDeviation);
        Rows += rows;
    }

    /// <summary>Forgets which units were active: they may die later.</summary>
    internal void BeginEpoch()
    {
        if (Rows < EnoughRows) return;
        (_seenDead, _seenRows) = (Dead, Rows);
        Array.Clear(_active);
        (_activeCount, Rows) = (0, 0);
    }

    private void FindActive(ReadOnlySpan<float> seen, int rows)
    {
        if (_activeCount == _units) return;
        for (var row = 0; row < rows; row++)
        {
            for (var unit = 0; unit < _units; unit++)
            {
                if (_active[unit]) continue;
                var outputs = seen.Slice((row * _units + unit) * _places, _places);
                if (!(TensorPrimitives.Max(outputs) > 0)) continue;
                _active[unit] = true;
                _activeCount++;
            }
        }
    }

    private static double Outside(ReadOnlySpan<float> values, float low, float high)
    {
        var count = 0;
        foreach (var value in values) if (value < low || value > high) count++;
        return (double)count / values.Length;
    }

    private static IActivation? ActivationOf(ILayer layer) => layer switch
    {
        IDense dense => dense.Activation,
        IConv2D convolution => convolution.Activation,
        IConv1D convolution => convolution.Activation,
        IActivationLayer activation => activation.Activation,
        _ => null,
    };
}
