namespace Spans.Training;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were run.</summary>
    Epochs,

    /// <summary>The training loss changed by less than the tolerance.</summary>
    Converged,

    /// <summary>The validation loss did not fall within the patience; the best parameters were put back.</summary>
    EarlyStop,

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>A loss was NaN or infinite; the parameters are those before that step.</summary>
    NonFinite,

    /// <summary>The minimizer found no step that lowers the loss, or no parameters that meet the constraints.</summary>
    Stalled,
}
