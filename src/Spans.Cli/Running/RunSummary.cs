using Spans.Training;

namespace Spans.Cli.Running;

/// <summary>What a training run came to.</summary>
internal sealed record RunSummary(
    TrainingResult Result, Evaluation? Test, bool IsClassification, int Epochs, int Threads, ulong Seed, long Parameters,
    string? Saved, int ExitCode,
    double? Violation = null, IReadOnlyList<MeasuredLimit>? Limits = null);
