namespace Spans.Training;

/// <summary>Training has converged when its loss stays within a tolerance of the epoch before, several epochs on end.</summary>
internal struct Convergence(double tolerance, int epochs)
{
    /// <summary>The loss of the epoch before; NaN before the first.</summary>
    internal double Last { get; private set; } = double.NaN;

    /// <summary>Epochs in a row that barely changed.</summary>
    internal int Calm { get; private set; }

    internal readonly bool IsReached => Calm >= epochs;

    internal void Note(double loss)
    {
        Calm = tolerance > 0 && Math.Abs(loss - Last) < tolerance ? Calm + 1 : 0;
        Last = loss;
    }

    /// <summary>Stands where another one stood.</summary>
    internal void GoTo(double last, int calm) => (Last, Calm) = (last, calm);
}
