using System.Diagnostics;
using Spans.Activations;
using Spans.Chains;
using Spans.Layers;
using Spans.Losses;
using Spans.Memory;
using Spans.Networks;
using Spans.Random;
using Spans.Threading;

namespace Spans.Diagnostics.GradientChecks;

/// <summary>
/// Checks that a layer, an activation, a loss or a whole network of your own goes back as it goes forward: its gradients against
/// central differences, element by element (LeCun et al. 1998; Goodfellow et al. 2016, §11.5). In float as it will run: three
/// steps and their extrapolation tell a wrong gradient from rounding, and a kink from either.
/// </summary>
public static class GradientCheck
{
    /// <summary>
    /// Checks a layer on inputs of shape <paramref name="input"/>: the gradients of its parameters and of its input.
    /// </summary>
    /// <exception cref="ShapeException">The layer cannot take the input.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static GradientReport Layer(ILayer layer, Shape input, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Layers(LayerName.Of(layer), input, [layer], options ?? new GradientCheckOptions());
    }

    /// <summary>Checks a chain of layers as one.</summary>
    /// <inheritdoc cref="Layer"/>
    public static GradientReport Layers(Shape input, IReadOnlyList<ILayer> layers, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Layers($"{layers.Count} layers", input, layers, options ?? new GradientCheckOptions());
    }

    /// <summary>Checks an activation, the derivative of each of many inputs in [−4, 4].</summary>
    public static GradientReport Activation<TActivation>(TActivation activation, GradientCheckOptions? options = null)
        where TActivation : struct, IActivation
    {
        options ??= new GradientCheckOptions();
        var inputs = new float[64 * options.Batch];
        RngFill.Uniform(new Rng(options.Seed, 0, 0), 0, inputs, -4, 4);
        return Layer(new ActivationLayer<TActivation>(activation), [64], options with { Input = inputs });
    }

    /// <summary>Checks a loss's gradient with respect to the predictions.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="predictions">[batch, units], in the loss's domain and away from its kinks.</param>
    /// <param name="units">Outputs of one row.</param>
    /// <param name="values">[batch, targets]; empty with labels.</param>
    /// <param name="labels">[batch]; empty with values.</param>
    /// <param name="options">How to probe; the batch is that of the predictions.</param>
    /// <exception cref="ArgumentException">The spans do not fit.</exception>
    public static GradientReport Loss(
        ILoss loss, float[] predictions, int units, float[] values, int[] labels, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(predictions);
        Throw.IfNotPositive(units);
        options ??= new GradientCheckOptions();
        options.Check();
        var x = (float[])predictions.Clone();
        var gradient = new float[x.Length];
        double Value(bool wantsGradient) => loss.Evaluate(new LossPass
        {
            Prediction = x,
            Batch = x.Length / units,
            Units = units,
            Values = values,
            Labels = labels,
            Scale = (float)units / x.Length,
            Gradient = wantsGradient ? gradient : default,
            Team = Team.Single,
        });
        Value(wantsGradient: true);
        var start = Stopwatch.GetTimestamp();
        Value(wantsGradient: true);
        var seconds = Seconds(start);
        var probe = new DifferenceProbe(options, () => Value(wantsGradient: false));
        return Report(loss.Name, [probe.Check("prediction", x, gradient)], seconds, probe);
    }

    /// <summary>
    /// Checks a network with its loss on one batch: every parameter tensor. The network's parameters and state stay as they were.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="inputs">[batch, input].</param>
    /// <param name="values">[batch, targets]; empty with labels.</param>
    /// <param name="labels">[batch]; empty with values.</param>
    /// <param name="options">How to probe; the batch is that of the inputs.</param>
    public static GradientReport Network(
        Network network, ILoss loss, float[] inputs, float[] values, int[] labels, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new GradientCheckOptions();
        using var run = new ProbedChain(
            network.Input, network.Layers,
            options with { Batch = inputs.Length / network.Input.Elements, Input = inputs, CheckInput = false });
        network.Parameters.CopyTo(run.Parameters);
        network.State.CopyTo(run.State);
        run.Loss = prediction => loss.Evaluate(run.Pass(prediction, values, labels));
        return Check($"network with {loss.Name}", run, options);
    }

    private static GradientReport Layers(string subject, Shape input, IReadOnlyList<ILayer> layers, GradientCheckOptions options)
    {
        using var run = new ProbedChain(input, layers, options);
        run.Shake();
        return Check(subject, run, options);
    }

    private static GradientReport Check(string subject, ProbedChain run, GradientCheckOptions options)
    {
        options.Check();
        run.Backward();
        var start = Stopwatch.GetTimestamp();
        run.Backward();
        var seconds = Seconds(start);
        var probe = new DifferenceProbe(options, run.Value);
        return Report(subject, run.Check(probe), seconds, probe);
    }

    private static GradientReport Report(
        string subject, IReadOnlyList<TensorCheck> tensors, double seconds, DifferenceProbe probe) => new()
        {
            Subject = subject,
            Tensors = tensors,
            AnalyticSeconds = seconds,
            NumericalSeconds = probe.NumericalSeconds,
        };

    private static double Seconds(long start) => Math.Max(1, Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;
}
