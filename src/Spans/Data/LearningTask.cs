namespace Spans.Data;

/// <summary>What is predicted.</summary>
public enum LearningTask
{
    /// <summary>One class of several.</summary>
    Classification,

    /// <summary>Numbers.</summary>
    Regression,
}
