using Spans.Cli.Presentation;
using Spans.Losses;
using Spans.Networks;
using Spans.Optimizers;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>One call of <c>spans evaluate</c>.</summary>
internal static class EvaluateRun
{
    internal static int Execute(string model, string source, string? targetFile, string? rows, bool json)
    {
        using var network = Network.Load(model);
        var warnings = new List<string>();
        var view = SavedModelData.Load(network, source, targetFile, labelled: true, rows, warnings);
        foreach (var warning in warnings) Console.Error.WriteLine($"warning: {Failure.OneLine(warning)}");
        ILoss loss = network.Card.Link switch
        {
            Link.Softmax => new SoftmaxCrossEntropy(),
            Link.Sigmoid => new BinaryCrossEntropyWithLogits(),
            _ => new MeanSquaredError(),
        };
        using var trainer = new Trainer(network, loss, new Sgd(), new TrainerOptions { BatchSize = Math.Min(256, view.Count) });
        var scores = trainer.Evaluate(view);
        if (json) JsonDisplay.Write(Console.Out, scores);
        else EvaluationText.Write(Console.Out, scores, network.Card.ClassNames);
        return ExitCode.Done;
    }
}
