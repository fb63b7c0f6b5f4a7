namespace Spans.Cli.Running;

/// <summary>A limit on outputs and what the trained network comes to.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="What">In words.</param>
/// <param name="Limit">What the training rows must not pass.</param>
/// <param name="Train">On the training rows, exactly.</param>
/// <param name="Test">On the test rows, which nothing limits; null without.</param>
internal readonly record struct MeasuredLimit(string Key, string What, double Limit, double Train, double? Test);
