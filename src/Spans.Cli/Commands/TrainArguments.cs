using Spans.Data;

namespace Spans.Cli.Commands;

/// <summary>What <c>spans train</c> was asked for.</summary>
internal sealed record TrainArguments
{
    internal required DataArguments Data { get; init; }

    internal required double Validation { get; init; }

    internal required Augmentation Augmentation { get; init; }

    internal required string Network { get; init; }

    internal required int[] Hidden { get; init; }

    internal required string Activation { get; init; }

    internal required bool BatchNorm { get; init; }

    internal required float Dropout { get; init; }

    internal string? Initializer { get; init; }

    internal string? Loss { get; init; }

    internal required string Optimizer { get; init; }

    internal float? LearningRate { get; init; }

    internal string? Schedule { get; init; }

    internal required float WeightDecay { get; init; }

    internal required float ClipNorm { get; init; }

    internal int? Batch { get; init; }

    internal required int Epochs { get; init; }

    internal required ulong Seed { get; init; }

    internal required int Threads { get; init; }

    internal required int Patience { get; init; }

    internal required double Tolerance { get; init; }

    internal string? Monotone { get; init; }

    internal int? IterationsPerBatch { get; init; }

    internal double? FalsePositiveRate { get; init; }

    internal string? Positive { get; init; }

    internal string? Predictions { get; init; }

    internal string? Output { get; init; }

    /// <summary>Null without checkpoints.</summary>
    internal CheckpointArguments? Checkpoint { get; init; }

    /// <summary>The folder of a TensorBoard log; null for none.</summary>
    internal string? Log { get; init; }

    internal required bool Json { get; init; }
}
