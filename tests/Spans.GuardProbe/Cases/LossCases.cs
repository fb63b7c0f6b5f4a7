using Spans.Losses;

namespace Spans.GuardProbe.Cases;

/// <summary>Every loss of the catalogue, with values and with labels: the size is in turn the units and the rows.</summary>
internal static class LossCases
{
    internal static IEnumerable<KernelCase> All =>
    [
        .. LossCatalogue.All.SelectMany(static entry => new KernelCase[]
        {
            new("ILoss.Evaluate", (n, salt) => Values(entry.Example, KernelCases.Pick(n, salt, 1, 1, 9), n, salt),
                $"{entry.Name}, values, units"),
            new("ILoss.Evaluate", (n, salt) => Values(entry.Example, n, KernelCases.Pick(n, salt, 1, 1, 20), salt),
                $"{entry.Name}, values, rows"),
        }),
        // A Gaussian likelihood takes values alone.
        .. LossCatalogue.All.Where(static entry => entry.Example is not GaussianNegativeLogLikelihood)
            .SelectMany(static entry => new KernelCase[]
        {
            new("ILoss.Evaluate", (n, salt) => Labels(entry.Example, KernelCases.Pick(n, salt, 1, 1, 9), n, salt),
                $"{entry.Name}, labels, units"),
            new("ILoss.Evaluate", (n, salt) => Labels(entry.Example, n, KernelCases.Pick(n, salt, 1, 1, 20), salt),
                $"{entry.Name}, labels, rows"),
        }),
    ];

    private static KernelCall Values(ILoss loss, int rows, int units, int salt)
    {
        units = Outputs(loss, units);
        return Batch(rows, units, salt).Input("Values", rows * loss.Targets(units), Target)
            .Runs(c => loss.Evaluate(new LossPass
            {
                Prediction = c.In("Prediction"),
                Batch = c["Batch"],
                Units = c["Units"],
                Values = c.In("Values"),
                SampleWeights = c.In("SampleWeights"),
                Scale = 0.1f,
                Gradient = c.Out("Gradient"),
                Team = c.Team,
            }));
    }

    private static KernelCall Labels(ILoss loss, int rows, int units, int salt)
    {
        units = Outputs(loss, units);
        var classes = Math.Max(2, loss.Targets(units));
        return Batch(rows, units, salt).Input("Labels", rows, i => BitConverter.Int32BitsToSingle(i * 5 % classes))
            .Runs(c => loss.Evaluate(new LossPass
            {
                Prediction = c.In("Prediction"),
                Batch = c["Batch"],
                Units = c["Units"],
                Labels = c.Integers("Labels"),
                SampleWeights = c.In("SampleWeights"),
                Scale = 0.1f,
                Gradient = c.Out("Gradient"),
                Team = c.Team,
            }));
    }

    private static KernelCall Batch(int rows, int units, int salt) =>
        new KernelCall().Number("Batch", rows, 1).Number("Units", units, 1)
        .Input("Prediction", rows * units, static i => 0.1f + i % 7 * 0.1f)
            .Input("SampleWeights", salt % 2 == 0 ? rows : 0, static i => i % 3, optional: true)
        .Output("Gradient", salt % 3 == 0 ? 0 : rows * units, optional: true).InPlace("Prediction", "Gradient");

    private static float Target(int i) => i % 2;

    // Cross-entropies need two classes, a Gaussian a mean and a variance for each target.
    private static int Outputs(ILoss loss, int units) => loss switch
    {
        GaussianNegativeLogLikelihood => (units + 1) / 2 * 2,
        CrossEntropy or SoftmaxCrossEntropy => Math.Max(2, units),
        _ => units,
    };
}
