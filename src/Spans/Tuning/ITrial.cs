namespace Spans.Tuning;

/// <summary>A network being trained with one trial's hyperparameters. Used by one thread at a time.</summary>
public interface ITrial : IDisposable
{
    /// <summary>Training steps so far.</summary>
    long Steps { get; }

    /// <summary>
    /// Trains on until <paramref name="budget"/> (epochs, say) are done in all, and gives what is to be maximised, measured on
    /// validation data. Must depend on the hyperparameters and the budget alone, so that a study can be resumed.
    /// </summary>
    /// <exception cref="InfeasibleException">A limit of the study is broken.</exception>
    double Run(int budget);
}

/// <summary>Says that a trial breaks a limit of its study: a latency, a size.</summary>
public sealed class InfeasibleException(string message) : Exception(message);
