using System.Globalization;

namespace Spans.Tuning;

/// <summary>The hyperparameters of one trial, by name.</summary>
public sealed class TrialSettings
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, string> _values = [];

    /// <summary>The names, in the order of the search space.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether this trial has it: not if its condition does not hold.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Its value as text.</summary>
    /// <exception cref="KeyNotFoundException">The trial does not have it.</exception>
    public string Text(string name) => _values.TryGetValue(name, out var value) ? value
        : throw new KeyNotFoundException($"The trial has no hyperparameter '{name}'; it has {string.Join(", ", _names)}.");

    /// <summary>Its value as a number.</summary>
    /// <exception cref="KeyNotFoundException">The trial does not have it.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public double Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"The hyperparameter '{name}' is '{Text(name)}' but must be a number.");

    /// <summary>Its value as a whole number.</summary>
    /// <exception cref="KeyNotFoundException">The trial does not have it.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public int Integer(string name) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"The hyperparameter '{name}' is '{Text(name)}' but must be a whole number.");

    /// <summary>All of them: <c>learning-rate 0.01, units 64</c>.</summary>
    public override string ToString() => string.Join(", ", _names.ConvertAll(name => $"{name} {_values[name]}"));

    internal void Set(string name, string value)
    {
        if (_values.TryAdd(name, value)) _names.Add(name);
        else _values[name] = value;
    }
}
