namespace Spans.Data;

/// <summary>The rows to train on, to choose by, and to report on. They do not overlap.</summary>
/// <param name="Train">What the network and all statistics learn from.</param>
/// <param name="Validation">What training is watched with; may be empty.</param>
/// <param name="Test">What the result is reported on; may be empty.</param>
public sealed record DataSplit(RowSet Train, RowSet Validation, RowSet Test);
