using System.Text.Json;
using Spans.Kernels;
using Spans.Optimizers;
using Spans.Threading;

namespace Spans.Tests.Optimizers;

/// <summary>Parameters under an optimizer, with its state, as a trainer holds them.</summary>
internal sealed class OptimizerRun(IOptimizer optimizer, float[] parameters)
{
    private long _number;

    internal float[] Parameters { get; } = parameters;

    internal float[] State { get; } = new float[optimizer.StatePerParameter * parameters.Length];

    internal double[] Scalars { get; } = new double[optimizer.Scalars];

    internal int Decayed { get; init; } = parameters.Length;

    internal Team Team { get; init; } = Team.Single;

    internal GradientClipping Clipping { get; init; } = GradientClipping.None;

    /// <summary>The trickier options of every optimizer, beside the catalogue's defaults.</summary>
    internal static TheoryData<string> Configurations
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var optimizer in OptimizerCatalogue.All) data.Add($$"""{"name":"{{optimizer.Name}}"}""");
            data.Add("""{"name":"sgd","weight_decay":0.1,"l1":0.01}""");
            data.Add("""{"name":"momentum","weight_decay":0.1,"dampening":0.2}""");
            data.Add("""{"name":"rmsprop","centered":true}""");
            data.Add("""{"name":"rmsprop","momentum":0.9}""");
            data.Add("""{"name":"rmsprop","centered":true,"momentum":0.9,"weight_decay":0.1}""");
            data.Add("""{"name":"adam","amsgrad":true,"weight_decay":0.1,"l1":0.01}""");
            data.Add("""{"name":"adamw","amsgrad":true}""");
            data.Add("""{"name":"lion","weight_decay":0.1}""");
            return data;
        }
    }

    internal static IOptimizer Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return OptimizerCatalogue.Read(document.RootElement);
    }

    internal void Step(ReadOnlySpan<float> gradients, float? rate = null)
    {
        var scale = Clipping.NeedsNorm ? Clipping.ScaleFor(GradientNorm.Of(gradients, Team)) : 1;
        optimizer.Step(new OptimizerStep
        {
            Parameters = Parameters,
            Gradients = gradients,
            State = State,
            Scalars = Scalars,
            Decayed = Decayed,
            Number = ++_number,
            LearningRate = rate ?? optimizer.LearningRate,
            GradientScale = scale,
            GradientLimit = Clipping.Limit,
            Team = Team,
        });
    }
}
