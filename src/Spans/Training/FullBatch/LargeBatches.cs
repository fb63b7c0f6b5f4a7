namespace Spans.Training;

/// <summary>Which large batch is minimised, for how many iterations more, and whom to tell of a change.</summary>
internal sealed class LargeBatches(int size, int rows, int iterationsEach)
{
    private int _iterations;

    /// <summary>Batches before this one.</summary>
    internal long Number { get; set; }

    /// <summary>Iterations done, those before a checkpoint too.</summary>
    internal long Iterations { get; set; }

    /// <summary>Told of the parameters before each change but the first.</summary>
    internal ReadOnlySpanAction? Changing { get; set; }

    internal RowWindow Window => RowWindow.Of(Number, size, rows);

    internal bool IsDue()
    {
        _iterations++;
        Iterations++;
        return _iterations >= iterationsEach;
    }

    internal void Next(ReadOnlySpan<float> x)
    {
        Number++;
        _iterations = 0;
        Changing?.Invoke(x);
    }

    internal delegate void ReadOnlySpanAction(ReadOnlySpan<float> x);
}
