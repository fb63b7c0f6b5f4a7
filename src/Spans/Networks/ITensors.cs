using Spans.Memory;

namespace Spans.Networks;

/// <summary>Named tensors that live somewhere: what a file is written from, and what it is read into.</summary>
internal interface ITensors
{
    /// <summary>Shows every tensor, in the same order each time.</summary>
    void Visit(ITensorSink sink);
}

/// <summary>Is shown tensors one by one.</summary>
internal interface ITensorSink
{
    /// <summary>A tensor of floats.</summary>
    void Floats(string name, Shape shape, Span<float> values);

    /// <summary>A tensor of counts.</summary>
    void Counts(string name, Shape shape, Span<long> values);
}
