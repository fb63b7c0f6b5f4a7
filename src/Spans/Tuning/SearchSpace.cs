namespace Spans.Tuning;

/// <summary>The hyperparameters that a study varies.</summary>
public sealed class SearchSpace
{
    /// <summary>A space of one or more hyperparameters.</summary>
    /// <exception cref="ArgumentException">
    /// There are none, two have one name, or a condition names none that stands before it or a value it never has.
    /// </exception>
    public SearchSpace(params IReadOnlyList<Hyperparameter> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count == 0) Throw.Argument(nameof(dimensions), "A search space needs at least one hyperparameter.");
        for (var i = 0; i < dimensions.Count; i++)
        {
            if (IndexOf(dimensions, dimensions[i].Name) < i)
                Throw.Argument(nameof(dimensions), $"There are two hyperparameters named '{dimensions[i].Name}'.");
            if (dimensions[i].When is not { } when) continue;
            var condition = IndexOf(dimensions, when);
            if (condition < 0 || condition >= i || dimensions[condition] is not Choice choice)
                throw new ArgumentException(
                    $"'{dimensions[i].Name}' depends on '{when}', which must be a choice that stands before it.",
                    nameof(dimensions));
            foreach (var value in dimensions[i].WhenValues)
                if (!Holds(choice.Values, value))
                    Throw.Argument(
                        nameof(dimensions), $"'{dimensions[i].Name}' depends on '{when}' being '{value}', which it never is.");
        }
        Dimensions = [.. dimensions];
    }

    /// <summary>In order; one that depends on another stands behind it.</summary>
    public IReadOnlyList<Hyperparameter> Dimensions { get; }

    /// <summary>What a point of the unit cube means; hyperparameters whose condition does not hold are left out.</summary>
    public TrialSettings At(ReadOnlySpan<double> point)
    {
        Throw.IfNotLength(point.Length, Dimensions.Count);
        var settings = new TrialSettings();
        for (var i = 0; i < point.Length; i++)
            if (IsActive(Dimensions[i], settings)) settings.Set(Dimensions[i].Name, Dimensions[i].At(point[i]));
        return settings;
    }

    private static bool IsActive(Hyperparameter dimension, TrialSettings settings) => dimension.When is not { } when
        || (settings.Has(when) && Holds(dimension.WhenValues, settings.Text(when)));

    private static bool Holds(IReadOnlyList<string> values, string value)
    {
        foreach (var one in values) if (one == value) return true;
        return false;
    }

    private static int IndexOf(IReadOnlyList<Hyperparameter> dimensions, string name)
    {
        for (var i = 0; i < dimensions.Count; i++) if (dimensions[i].Name == name) return i;
        return -1;
    }
}
