using Spans.Losses;
using Spans.Threading;

namespace Spans.AllocationProbe.Scenarios;

/// <summary>
/// Every loss with its gradient, on batches small and large enough to be shared. Argument: the members of the team.
/// </summary>
public sealed class EveryLoss : IScenario
{
    private const int Units = 10;
    private readonly float[] _prediction = new float[5_000 * Units];
    private readonly float[] _gradient = new float[5_000 * Units];
    private readonly float[] _values = new float[5_000 * Units];
    private Team _team = Team.Single;

    public int Steps => 500;

    public void Prepare(string[] arguments)
    {
        _team = new Team(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture));
        var random = new System.Random(1);
        for (var i = 0; i < _prediction.Length; i++)
            (_prediction[i], _values[i]) = (0.1f + 0.8f * random.NextSingle(), random.NextSingle());
    }

    public void Step()
    {
        foreach (var batch in (ReadOnlySpan<int>)[32, 5_000])
            for (var i = 0; i < LossCatalogue.All.Count; i++)
            {
                var loss = LossCatalogue.All[i].Example;
                loss.Evaluate(new LossPass
                {
                    Prediction = _prediction.AsSpan(0, batch * Units),
                    Batch = batch,
                    Units = Units,
                    Values = _values.AsSpan(0, batch * loss.Targets(Units)),
                    Scale = 1f / batch,
                    Gradient = _gradient.AsSpan(0, batch * Units),
                    Team = _team,
                });
            }
    }

    public void Dispose() => _team.Dispose();
}
