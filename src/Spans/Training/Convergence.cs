namespace Spans.Training;

/// <summary>Training has converged when its loss stays within a tolerance of the epoch before, several epochs on end.</summary>
internal struct Convergence(double tolerance, int epochs)
{
    private double _last = double.NaN;
    private int _calm;

    internal bool Reached(double loss)
    {
        _calm = tolerance > 0 && Math.Abs(loss - _last) < tolerance ? _calm + 1 : 0;
        _last = loss;
        return _calm >= epochs;
    }
}
