using Spans.Chains;
using Spans.Memory;

namespace Spans.Tests.Layers;

/// <summary>What a <see cref="FaultyLayer"/> does wrong.</summary>
public enum Fault
{
    None,
    InputGradientSign,
    ParameterGradientSign,
    OneWrongElement,
    NeverAccumulates,
    AlwaysAccumulates,
    ReadsTheWholePlan,
    LooksAtNeighbours,
    ForgetsTheFirstRow,
    CannotRunInPlace,
    ReadsItsOutput,
    SpoilsItsInput,
    LearnsOnlyWithAnInputGradient,
    Allocates,
    DependsOnTheTeam,
}

/// <summary>A sound layer with one fault: the negative control of the battery.</summary>
internal sealed class FaultyLayer(ILayer sound, Fault fault) : ILayer
{
    public LayerSpec Describe(Shape input)
    {
        var spec = sound.Describe(input);
        return spec with
        {
            InPlace = spec.InPlace || fault == Fault.CannotRunInPlace,
            Backward = fault == Fault.ReadsItsOutput ? spec.Backward & ~Reads.Output : spec.Backward,
        };
    }

    public void Forward(in ForwardPass pass)
    {
        sound.Forward(pass);
        var y = pass.Output;
        switch (fault)
        {
            case Fault.LooksAtNeighbours: y[^1] += y[0]; break;
            case Fault.ForgetsTheFirstRow: y[^1] += pass.Batch; break;
            case Fault.ReadsTheWholePlan: y[0] += pass.Plan.Output.Length; break;
            case Fault.CannotRunInPlace: y[1] += pass.Input[0]; break;
            case Fault.SpoilsItsInput when !pass.Input.Overlaps(y): Spoil(pass.Input); break;
            case Fault.Allocates: y[0] = Allocate(); break;
            case Fault.DependsOnTheTeam: y[0] += pass.Team.Members; break;
        }
    }

    public void Backward(in BackwardPass pass)
    {
        if (fault == Fault.LearnsOnlyWithAnInputGradient && pass.InputGradient.IsEmpty) return;
        var gradient = pass.Plan.Parameters.Length > 0 ? pass.ParameterGradient(0) : default;
        var before = gradient.ToArray();
        sound.Backward(pass);
        switch (fault)
        {
            case Fault.InputGradientSign: Negate(pass.InputGradient); break;
            case Fault.ParameterGradientSign: Negate(gradient); break;
            case Fault.OneWrongElement: pass.InputGradient[^1] *= 1.001f; break;
            case Fault.NeverAccumulates when pass.Accumulate: Subtract(gradient, before); break;
            case Fault.AlwaysAccumulates when !pass.Accumulate: Subtract(gradient, before); Negate(gradient); break;
            case Fault.ReadsItsOutput: pass.InputGradient[0] += pass.Output[0]; break;
        }
    }

    private static float Allocate() => new List<float>(2) { 1 }[0];

    private static void Negate(Span<float> x)
    {
        foreach (ref var value in x) value = -value;
    }

    private static void Subtract(Span<float> x, float[] y)
    {
        for (var i = 0; i < x.Length; i++) x[i] -= y[i];
    }

    private static unsafe void Spoil(ReadOnlySpan<float> x)
    {
        fixed (float* p = x) p[0] = 7;
    }
}
