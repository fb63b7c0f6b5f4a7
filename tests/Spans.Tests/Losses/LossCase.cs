using System.Text.Json;
using Spans.Losses;
using Spans.Testing;
using Spans.Threading;

namespace Spans.Tests.Losses;

/// <summary>One batch in arrays, and a loss evaluated on it.</summary>
internal sealed class LossCase
{
    public required int Batch { get; init; }

    public required int Units { get; init; }

    public required float[] Prediction { get; init; }

    public float[] Values { get; init; } = [];

    public int[] Labels { get; init; } = [];

    public float[] SampleWeights { get; init; } = [];

    public Team Team { get; init; } = Team.Single;

    public static LossCase Of(GoldenCase golden) => new()
    {
        Batch = golden.Tensor("prediction").Extents[0],
        Units = golden.Tensor("prediction").Extents[1],
        Prediction = golden.Floats("prediction"),
        Values = golden.Has("values") ? golden.Floats("values") : [],
        Labels = golden.Has("labels") ? golden.Integers("labels") : [],
        SampleWeights = golden.Has("sample-weights") ? golden.Floats("sample-weights") : [],
    };

    public LossCase With(Team team) => new()
    {
        Batch = Batch,
        Units = Units,
        Prediction = Prediction,
        Values = Values,
        Labels = Labels,
        SampleWeights = SampleWeights,
        Team = team,
    };

    public double Value(ILoss loss) => Evaluate(loss, []);

    public double Evaluate(ILoss loss, out float[] gradient)
    {
        gradient = new float[Prediction.Length];
        Array.Fill(gradient, float.NaN);
        return Evaluate(loss, gradient);
    }

    public double Evaluate(ILoss loss, Span<float> gradient) => loss.Evaluate(new LossPass
    {
        Prediction = Prediction,
        Batch = Batch,
        Units = Units,
        Values = Values,
        Labels = Labels,
        SampleWeights = SampleWeights,
        Scale = 1f / Batch,
        Gradient = gradient,
        Team = Team,
    });

    public static ILoss Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return LossCatalogue.Read(document.RootElement);
    }
}
