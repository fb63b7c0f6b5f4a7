namespace Spans.Diagnostics.Learning;

/// <summary>Looks for one kind of fault in what was seen of a training run.</summary>
internal interface ILearningCheck
{
    /// <summary>The name of its finding.</summary>
    string Name { get; }

    /// <summary>The names of findings that follow from this one.</summary>
    string[] Explains { get; }

    /// <summary>The finding's evidence and suggestion, or null if all is well.</summary>
    (string Evidence, string Suggestion)? Look(LearningRecord record);
}
