using Spans.Chains;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Random;
using Spans.Threading;

namespace Spans.Diagnostics.GradientChecks;

/// <summary>
/// A network with gradients and a workspace of its own and a scalar behind them: a loss, or Σ r ⊙ y with fixed random r, whose
/// gradient dy = r reaches every output.
/// </summary>
internal sealed class ProbedChain : IDisposable
{
    private readonly GradientCheckOptions _options;
    private readonly MemoryPlan _plan;
    private readonly Network _network;
    private readonly Slab _gradients;
    private readonly Slab _firstState;
    private readonly Slab _workspace;
    private readonly float[] _input;
    private readonly float[] _direction;
    private readonly float[] _outputGradient;
    private float[] _inputGradient = [];

    internal ProbedChain(Shape input, IReadOnlyList<ILayer> layers, GradientCheckOptions options)
    {
        options.Check();
        _options = options;
        _plan = Planner.Plan(input, layers, options.Batch, members: 1, training: true, inputGradient: options.CheckInput);
        var inputs = checked(options.Batch * input.Elements);
        if (!options.Input.IsEmpty) Throw.IfNotLength(options.Input.Length, inputs, nameof(options.Input));
        _network = new Network(input, layers, options.Seed);
        _gradients = Slab.Rent(_plan.ParameterLength);
        _firstState = Slab.Rent(_plan.StateLength);
        _workspace = Slab.Rent(_plan.WorkspaceLength);
        _input = options.Input.ToArray();
        if (_input.Length == 0) RngFill.Normal(new Rng(options.Seed, 2, 0), 0, _input = new float[inputs]);
        _direction = new float[options.Batch * _plan.Chain.Output.Elements];
        RngFill.Normal(new Rng(options.Seed, 3, 0), 0, _direction);
        _outputGradient = new float[_direction.Length];
    }

    internal Span<float> Parameters => _network.Parameters;

    internal Span<float> State => _network.State;

    /// <summary>
    /// The value of a prediction [batch, output], its gradient written to <see cref="Pass"/>'s; null for Σ r ⊙ y.
    /// </summary>
    internal LossOfPrediction? Loss { get; set; }

    internal delegate double LossOfPrediction(ReadOnlySpan<float> prediction);

    internal LossPass Pass(ReadOnlySpan<float> prediction, float[] values, int[] labels) => new()
    {
        Prediction = prediction,
        Batch = _options.Batch,
        Units = _plan.Chain.Output.Elements,
        Values = values,
        Labels = labels,
        Scale = 1f / _options.Batch,
        Gradient = _outputGradient,
        Team = Team.Single,
    };

    // Zero biases and unit scales are special points: gradients are checked away from them.
    internal void Shake()
    {
        var noise = new float[Parameters.Length];
        RngFill.Uniform(new Rng(_options.Seed, 4, 0), 0, noise, -0.1f, 0.1f);
        ForEachParameter(_plan.Chain, (_, _, slice) =>
        {
            var parameter = slice.Of(Parameters);
            for (var i = 0; i < parameter.Length; i++) parameter[i] += noise[slice.Offset + i];
        });
    }

    /// <summary>The scalar at the present parameters and input.</summary>
    internal double Value() => Scalar(Forward());

    /// <summary>Fills the gradients.</summary>
    internal void Backward()
    {
        State.CopyTo(_firstState.Span);
        Scalar(Forward());
        if (Loss is null) _direction.CopyTo(_outputGradient.AsSpan());
        var gradient = _plan.LossGradient.Of(_workspace.Span)[.._outputGradient.Length];
        _outputGradient.CopyTo(gradient);
        var none = new NoObserver();
        var dx = Chain.Backward(_plan.Chain, Context(), _input, gradient, _options.CheckInput, ref none);
        _inputGradient = dx.ToArray();
    }

    internal List<TensorCheck> Check(DifferenceProbe probe)
    {
        var checks = new List<TensorCheck>();
        if (_options.CheckInput) checks.Add(probe.Check("input", _input, _inputGradient));
        ForEachParameter(_plan.Chain, (layer, spec, slice) =>
        {
            var name = _plan.Chain.Layers.Length == 1 && !layer.Path.Contains('.', StringComparison.Ordinal) ? spec.Name
                : $"{layer.Path}.{spec.Name}";
            checks.Add(probe.Check(name, slice.Of(Parameters), slice.Of(_gradients.Span)));
        });
        return checks;
    }

    public void Dispose()
    {
        _network.Dispose();
        _gradients.Dispose();
        _firstState.Dispose();
        _workspace.Dispose();
    }

    private ReadOnlySpan<float> Forward()
    {
        // Running statistics move with every pass: each starts from the same.
        _firstState.Span.CopyTo(State);
        var none = new NoObserver();
        return Chain.Forward(_plan.Chain, Context(), _input, ref none);
    }

    private double Scalar(ReadOnlySpan<float> prediction)
    {
        if (Loss is { } loss) return loss(prediction);
        var sum = 0.0;
        for (var i = 0; i < prediction.Length; i++) sum += (double)_direction[i] * prediction[i];
        return sum;
    }

    private PassContext Context() => new()
    {
        Parameters = Parameters,
        Gradients = _gradients.Span,
        State = State,
        Workspace = _workspace.Span,
        Team = Team.Single,
        Batch = _options.Batch,
        GlobalBatch = _options.Batch,
        Training = _options.Training,
        Seed = _options.Seed,
    };

    private static void ForEachParameter(ChainPlan chain, Action<LayerPlan, ParameterSpec, Slice> action)
    {
        foreach (var layer in chain.Layers)
        {
            for (var i = 0; i < layer.Parameters.Length; i++) action(layer, layer.Spec.Parameters[i], layer.Parameters[i]);
            foreach (var body in layer.Bodies) ForEachParameter(body, action);
        }
    }
}
