using Spans.Chains;
using Spans.Initializers;
using Spans.Memory;
using Spans.Random;

namespace Spans.Tests.Chains;

/// <summary>y = 2 x: reads nothing going back, may run in place.</summary>
internal sealed class Twice : ILayer
{
    public LayerSpec Describe(Shape input) => new() { Output = input, Backward = Reads.None, InPlace = true };

    public void Forward(in ForwardPass pass)
    {
        for (var i = 0; i < pass.Input.Length; i++) pass.Output[i] = 2 * pass.Input[i];
    }

    public void Backward(in BackwardPass pass)
    {
        for (var i = 0; i < pass.InputGradient.Length; i++) pass.InputGradient[i] = 2 * pass.OutputGradient[i];
        pass.OutputGradient.Fill(float.NaN);
    }
}

/// <summary>y = √(x² + 1), dx = dy x / y: reads both going back, may run in place as far as it knows.</summary>
internal sealed class Hyperbola : ILayer
{
    public LayerSpec Describe(Shape input) => new() { Output = input, Backward = Reads.Input | Reads.Output, InPlace = true };

    public void Forward(in ForwardPass pass)
    {
        for (var i = 0; i < pass.Input.Length; i++) pass.Output[i] = MathF.Sqrt(pass.Input[i] * pass.Input[i] + 1);
    }

    public void Backward(in BackwardPass pass)
    {
        for (var i = 0; i < pass.InputGradient.Length; i++)
            pass.InputGradient[i] = pass.OutputGradient[i] * pass.Input[i] / pass.Output[i];
    }
}

/// <summary>y = x / (1 + |x|), dx = dy (1 − |y|)²: reads its output going back, may run in place.</summary>
internal sealed class Squash : ILayer
{
    public LayerSpec Describe(Shape input) => new() { Output = input, Backward = Reads.Output, InPlace = true };

    public void Forward(in ForwardPass pass)
    {
        for (var i = 0; i < pass.Input.Length; i++) pass.Output[i] = pass.Input[i] / (1 + MathF.Abs(pass.Input[i]));
    }

    public void Backward(in BackwardPass pass)
    {
        for (var i = 0; i < pass.InputGradient.Length; i++)
        {
            var slope = 1 - MathF.Abs(pass.Output[i]);
            pass.InputGradient[i] = pass.OutputGradient[i] * slope * slope;
        }
    }
}

/// <summary>
/// y[j] = w[j] x[j mod inputs], with the products computed in scratch and x copied to what is saved: every kind of memory in one
/// layer.
/// </summary>
internal sealed class Spread(int units, bool decays = true) : ILayer
{
    public LayerSpec Describe(Shape input) => new()
    {
        Output = [units],
        Parameters = [new ParameterSpec("weight", new Fan([units], 1, 1), new Ramp(), decays),
            new ParameterSpec("bias", new Fan([1], 1, 1), new Ramp(), false)],
        State = [new StateSpec("calls", [1], 0)],
        Saved = new Extent(PerSample: input.Elements, Fixed: 3),
        Scratch = new Extent(PerSample: units, PerPart: 2),
        Backward = Reads.None,
    };

    public void Forward(in ForwardPass pass)
    {
        var inputs = pass.Plan.Input.Elements;
        var scratch = pass.Scratch;
        var w = pass.Parameter(0);
        var b = pass.Parameter(1)[0];
        for (var i = 0; i < pass.Output.Length; i++)
            scratch[i] = w[i % units] * pass.Input[i / units * inputs + i % units % inputs];
        if (!pass.Saved.IsEmpty) pass.Input.CopyTo(pass.Saved);
        for (var i = 0; i < pass.Output.Length; i++) pass.Output[i] = scratch[i] + b;
        pass.State(0)[0]++;
    }

    public void Backward(in BackwardPass pass)
    {
        var inputs = pass.Plan.Input.Elements;
        var w = pass.Parameter(0);
        var dw = pass.ParameterGradient(0);
        var db = pass.ParameterGradient(1);
        if (!pass.Accumulate)
        {
            dw.Clear();
            db.Clear();
        }
        pass.InputGradient.Clear();
        pass.Scratch.Fill(float.NaN);
        for (var i = 0; i < pass.OutputGradient.Length; i++)
        {
            var x = i / units * inputs + i % units % inputs;
            dw[i % units] += pass.OutputGradient[i] * pass.Saved[x];
            db[0] += pass.OutputGradient[i];
            if (!pass.InputGradient.IsEmpty) pass.InputGradient[x] += pass.OutputGradient[i] * w[i % units];
        }
    }
}

/// <summary>The same numbers under another shape.</summary>
internal sealed class Rename(Shape output) : ILayer
{
    public LayerSpec Describe(Shape input) => new()
    {
        Output = output.Elements == input.Elements ? output : [input.Elements],
        Backward = Reads.None,
        Alias = true,
    };

    public void Forward(in ForwardPass pass) => throw new InvalidOperationException("A chain never calls an alias.");

    public void Backward(in BackwardPass pass) => throw new InvalidOperationException("A chain never calls an alias.");
}

/// <summary>y = x + f(x) + g(x): two bodies that keep the shape, the input kept by a skip.</summary>
internal sealed class Residual(IReadOnlyList<ILayer> first, IReadOnlyList<ILayer> second) : ILayer
{
    internal IReadOnlyList<ILayer> First => first;

    internal IReadOnlyList<ILayer> Second => second;

    public LayerSpec Describe(Shape input) => new()
    {
        Output = input,
        Backward = Reads.Input,
        Scratch = new Extent(PerSample: input.Elements),
        Bodies = [new BodySpec(input, first), new BodySpec(input, second)],
    };

    public void Forward(in ForwardPass pass)
    {
        pass.Input.CopyTo(pass.Output);
        Add(pass.Run(0, pass.Input), pass.Output);
        Add(pass.Run(1, pass.Input), pass.Output);
    }

    public void Backward(in BackwardPass pass)
    {
        var dy = pass.Scratch[..pass.OutputGradient.Length];
        pass.OutputGradient.CopyTo(dy);
        if (!pass.InputGradient.IsEmpty) dy.CopyTo(pass.InputGradient);
        Add(pass.Run(0, pass.Input, pass.OutputGradient), pass.InputGradient);
        Add(pass.Run(1, pass.Input, dy), pass.InputGradient);
    }

    private static void Add(ReadOnlySpan<float> source, Span<float> destination)
    {
        for (var i = 0; i < source.Length; i++) destination[i] += source[i];
    }
}

/// <summary>0.5, 0.75, 1, 1.25, then again: numbers that keep products short.</summary>
internal sealed class Ramp : IInitializer
{
    public string Name => "ramp";

    public void Fill(Span<float> parameter, in Fan fan, Rng rng)
    {
        for (var i = 0; i < parameter.Length; i++) parameter[i] = 0.5f + 0.25f * (i % 4);
    }
}
