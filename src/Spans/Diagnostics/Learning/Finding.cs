using System.Text;

namespace Spans.Diagnostics.Learning;

/// <summary>One thing that keeps a network from learning, or makes what it learned doubtful.</summary>
public sealed record Finding
{
    /// <summary>Its name: <c>unscaled-inputs</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was measured.</summary>
    public required string Evidence { get; init; }

    /// <summary>What to change.</summary>
    public required string Suggestion { get; init; }

    /// <summary>Other findings that this one explains: expected to go with it.</summary>
    public IReadOnlyList<Finding> Symptoms { get; init; } = [];

    /// <summary>Two or three lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Name}: {Evidence}\n  try: {Suggestion}");
        foreach (var symptom in Symptoms) text.Append($"\n  explains {symptom.Name}: {symptom.Evidence}");
        return text.ToString();
    }
}
