using System.CommandLine;
using System.Globalization;
using Spans.Activations;
using Spans.Cli.Commands;
using Spans.Cli.Lab.Drawing;
using Spans.Cli.Lab.Exhibits;
using Spans.Data;
using Spans.Initializers;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;
using static Spans.Cli.Lab.NumberText;

namespace Spans.Cli.Lab.Experiments;

/// <summary>
/// X7: batch norm speeds learning and lowers dependence on the scale of the initial weights. 1,000 rows, five layers of 100, SGD.
/// </summary>
internal sealed class BatchNormScales : IExperiment
{
    private const int Rows = 1000;
    private const int Batch = 100;
    private const double Learned = 0.7;
    private static readonly float[] s_scales = [1, 0.3f, 0.1f, 0.03f, 0.01f, 0.003f];

    private readonly DataOptions _data = new();
    private readonly Option<int> _epochs = Checked.Integer("--epochs", "Epochs of each network", 20, 2, 1000);

    public string Name => "batch-norm";

    public string Summary => "Batch norm speeds learning and lowers dependence on the scale of the initial weights";

    public IReadOnlyList<Option> Options => [.. _data.All, _epochs];

    public LabReport Run(LabArguments arguments)
    {
        var problem = arguments.LoadClasses(_data);
        var train = problem.Train.Data.View(problem.Train.Rows.Take(Rows));
        var exhibits = new List<IExhibit>();
        var rows = new List<IReadOnlyList<string>>();
        var (faster, plainLearned, normLearned) = (0, 0, 0);
        foreach (var scale in s_scales)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"weights of std {scale}");
            arguments.Begin(label);
            var (plain, normed) = (Curve(train, scale, false, arguments), Curve(train, scale, true, arguments));
            exhibits.Add(new CurvesExhibit(label, new Axis("epoch"), new Axis("training accuracy") { Least = 0, Most = 1 },
                [Series.Counted("plain", plain), Series.Counted("batch norm", normed)]));
            rows.Add([label, Share(plain.Average()), Share(normed.Average()), Share(plain[^1]), Share(normed[^1])]);
            if (normed.Average() > plain.Average()) faster++;
            if (plain[^1] > Learned) plainLearned++;
            if (normed[^1] > Learned) normLearned++;
        }
        exhibits.Add(new TableExhibit(
            "accuracies", ["initial weights", "mean, plain", "mean, batch norm", "last, plain", "last, batch norm"], rows));
        return new LabReport($"{problem.Title}; {train.Count} rows, 5 layers of 100, ReLU, SGD", exhibits,
        [
            new Finding("batch norm learns faster at almost every scale", faster >= s_scales.Length - 1,
                $"at {faster} of {s_scales.Length}"),
            new Finding("with batch norm more scales learn", normLearned >= 2 * plainLearned && normLearned > 2,
                $"{normLearned} of {s_scales.Length} pass an accuracy of {Share(Learned)}, without it {plainLearned}"),
        ]);
    }

    private double[] Curve(DataView train, float scale, bool batchNorm, LabArguments arguments)
    {
        var layers = new MultiLayerPerceptron
        {
            Hidden = [100, 100, 100, 100, 100],
            Outputs = train.Data.Outputs,
            Activation = new Relu(),
            Weight = new Normal { StandardDeviation = scale },
            BatchNorm = batchNorm,
        }.Layers();
        using var network = new Network(train.Data.InputShape, layers, arguments.Seed);
        using var trainer = new Trainer(network, new SoftmaxCrossEntropy(), new Sgd { LearningRate = 0.01f }, new TrainerOptions
        {
            BatchSize = Math.Min(Batch, train.Count),
            Epochs = arguments.Get(_epochs),
            Threads = arguments.Threads,
            Seed = arguments.Seed,
        });
        var history = trainer.Fit(train, cancellationToken: arguments.Cancellation).History;
        arguments.Cancellation.ThrowIfCancellationRequested();
        // A network that diverged learns nothing more: chance.
        var curve = new double[arguments.Get(_epochs)];
        for (var i = 0; i < curve.Length; i++)
            curve[i] = i < history.Count ? history[i].TrainAccuracy ?? 0 : 1.0 / train.Data.Outputs;
        return curve;
    }
}
