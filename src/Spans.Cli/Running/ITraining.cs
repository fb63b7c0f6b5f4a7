using Spans.Cli.Presentation;
using Spans.Data;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>A way to train, its options read and found right before any data are.</summary>
internal interface ITraining
{
    /// <summary>Makes ready to train a network on a problem.</summary>
    /// <exception cref="UsageException">The options do not suit the problem.</exception>
    IPreparedTraining Prepare(Network network, Problem problem);
}

/// <summary>A network, data and everything that training needs.</summary>
internal interface IPreparedTraining : IDisposable
{
    /// <summary>How it trains.</summary>
    TrainingMethod Method { get; }

    /// <summary>What to try where the loss became no number.</summary>
    string Advice { get; }

    /// <summary>Goes on from a checkpoint, if asked to; returns what there is to say about it, or null.</summary>
    /// <exception cref="CheckpointException">It is of another training.</exception>
    string? Resume() => null;

    /// <summary>
    /// The most by which the network misses what its outputs were constrained to, on any row; null without constraints.
    /// </summary>
    double? Violation => null;

    /// <summary>What the network comes to where its outputs were limited.</summary>
    IEnumerable<MeasuredLimit> Limits => [];

    /// <summary>Trains and validates.</summary>
    TrainingResult Fit(IDisplay display, CancellationToken cancellation);

    /// <summary>Scores the network.</summary>
    Evaluation Evaluate(DataView rows);
}
