using System.Numerics;

namespace Spans.Minimizers;

/// <summary>
/// A function that stands for an average over many rows by a sample of them, and takes another sample now and then. Between two
/// changes it is one fixed function, so a method that evaluates it anew after a change never compares values or gradients of
/// different samples.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface ISampledFunction<T> : IDifferentiable<T> where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Whether the function changes at all.</summary>
    bool IsSampled { get; }

    /// <summary>Told of every iteration; whether the next sample is due.</summary>
    bool IsDue();

    /// <summary>Takes the next sample. What the method remembers is in the memory it was given, ready to be kept.</summary>
    void Next(ReadOnlySpan<T> x);
}
