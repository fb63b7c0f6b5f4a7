using Spans.Cli.Running;
using Spans.Networks;
using Spans.Training;

namespace Spans.Cli.Presentation;

/// <summary>Shows a training run: live on a terminal, in plain lines elsewhere, or as JSON.</summary>
internal interface IDisplay : IProgress<EpochReport>, IProgress<StepProgress>
{
    /// <summary>Whether it shows anything between epochs.</summary>
    bool WantsSteps => false;

    /// <summary>Before the first step.</summary>
    void Begin(Problem problem, Network network, TrainingMethod method);

    /// <summary>Something worth knowing before the first step.</summary>
    void Note(string text) { }

    /// <summary>Runs the training inside whatever the display needs around it.</summary>
    TrainingResult Run(Func<TrainingResult> train);

    /// <summary>After the last step.</summary>
    void End(RunSummary summary);
}
