namespace Spans.Tuning;

/// <summary>
/// A study's journal or search space cannot be read: it is damaged, or of another study. The message says where and why.
/// </summary>
public sealed class StudyException : Exception
{
    internal StudyException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
