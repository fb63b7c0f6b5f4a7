using System.Globalization;

namespace Spans.Tuning;

/// <summary>
/// One dimension of a search space. Every kind maps the unit interval to its values, so that a search sees numbers between 0 and
/// 1 and a trial sees what they mean.
/// </summary>
/// <param name="Name">Its name: <c>learning-rate</c>.</param>
public abstract record Hyperparameter(string Name)
{
    /// <summary>
    /// The hyperparameter that must have one of <see cref="WhenValues"/> for this one to matter; null if it always does.
    /// </summary>
    public string? When { get; init; }

    /// <summary>The values of <see cref="When"/>.</summary>
    public IReadOnlyList<string> WhenValues { get; init; } = [];

    /// <summary>The values there are, if they are few and without order; 0 for numbers.</summary>
    public virtual int Choices => 0;

    /// <summary>The value at <paramref name="position"/> of the unit interval, as trials read it.</summary>
    public abstract string At(double position);

    private protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private protected static double Checked(double low, double high, string name)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
            Throw.Argument(name,
                string.Create(CultureInfo.InvariantCulture,
                    $"{name} has the range {low} to {high}, but low must be finite and at most high."));
        return low;
    }
}

/// <summary>Any number from <paramref name="Low"/> to <paramref name="High"/>, each equally likely.</summary>
public sealed record UniformRange(string Name, double Low, double High) : Hyperparameter(Name)
{
    private readonly double _low = Checked(Low, High, Name);

    /// <inheritdoc/>
    public override string At(double position) => Text(_low + position * (High - _low));
}

/// <summary>
/// Any number from <paramref name="Low"/> above 0 to <paramref name="High"/>, each order of magnitude equally likely: for
/// learning rates and weight decays.
/// </summary>
public sealed record LogUniformRange(string Name, double Low, double High) : Hyperparameter(Name)
{
    private readonly double _low = Positive(Checked(Low, High, Name), Name);

    /// <inheritdoc/>
    public override string At(double position) => Text(Math.Clamp(_low * Math.Pow(High / _low, position), _low, High));

    private static double Positive(double low, string name)
    {
        if (low <= 0) Throw.Argument(
            name, string.Create(CultureInfo.InvariantCulture, $"{name} is on a log scale from {low}, but low must be above 0."));
        return low;
    }
}

/// <summary>Any whole number from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
/// <param name="Log">Whether each order of magnitude is equally likely, instead of each number.</param>
public sealed record IntegerRange(string Name, int Low, int High, bool Log = false) : Hyperparameter(Name)
{
    private readonly double _low = Log && Low < 1
        ? throw new ArgumentException($"{Name} is on a log scale from {Low}, but low must be 1 or more.", nameof(Low))
        : Checked(Low, High, Name);

    /// <inheritdoc/>
    public override string At(double position)
    {
        var (least, width) = (_low - 0.5, High - _low + 1);
        var value = Log ? (_low - 0.5) * Math.Pow((High + 0.5) / (_low - 0.5), position) : least + position * width;
        return ((long)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), _low, High))
            .ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>One of some texts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One or more.</param>
public sealed record Choice(string Name, IReadOnlyList<string> Values) : Hyperparameter(Name)
{
    /// <inheritdoc/>
    public override int Choices { get; } = Values is { Count: > 0 } ? Values.Count
        : throw new ArgumentException($"{Name} needs one or more values to choose from.", nameof(Values));

    /// <inheritdoc/>
    public override string At(double position) => Values[Math.Min(Values.Count - 1, (int)(position * Values.Count))];
}
