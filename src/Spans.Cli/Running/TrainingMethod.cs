namespace Spans.Cli.Running;

/// <summary>How a run trains, in words.</summary>
/// <param name="Text">Loss, optimizer, batch.</param>
/// <param name="Epochs">The most epochs, or iterations of a minimizer.</param>
internal readonly record struct TrainingMethod(string Text, int Epochs);
