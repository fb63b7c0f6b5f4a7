namespace Spans.Data;

/// <summary>
/// Turns one column of a table into network inputs. A number becomes one input, (x − offset) / scale. A text becomes one input
/// for each category, (1 − offset) / scale for its own and (0 − offset) / scale for the others; a text that is no category is
/// none of them.
/// </summary>
public sealed class ColumnTransform
{
    /// <summary>The most categories of a column.</summary>
    public const int MaxCategories = 1000;

    private readonly double[] _offsets;
    private readonly double[] _scales;
    private readonly Dictionary<string, int> _categories;

    internal ColumnTransform(string name, int index, string[]? categories, double[] offsets, double[] scales, double? fill)
    {
        (Name, Index, IsText, Categories) = (name, index, categories is not null, categories ?? []);
        (_offsets, _scales, Fill) = (offsets, scales, fill);
        _categories = new Dictionary<string, int>(Categories.Count, StringComparer.Ordinal);
        for (var i = 0; i < Categories.Count; i++) _categories.Add(Categories[i], i);
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The column's number in the file it was fitted to, counted from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the column holds text.</summary>
    public bool IsText { get; }

    /// <summary>The texts known from training, in sorted order; empty for numbers.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>What stands in for a missing value: a number, or a category's index; null where none may be missing.</summary>
    public double? Fill { get; }

    /// <summary>The number of inputs.</summary>
    public int Width => _offsets.Length;

    /// <summary>What is subtracted, for each input.</summary>
    public ReadOnlySpan<double> Offsets => _offsets;

    /// <summary>What is divided by, for each input; never zero.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>The category's index; −1 for a text that is none.</summary>
    public int IndexOf(string text) => _categories.GetValueOrDefault(text, -1);

    /// <summary>The name of input <paramref name="i"/>: <c>distance</c>, or <c>type=house</c>.</summary>
    internal string InputName(int i) => IsText ? $"{Name}={Categories[i]}" : Name;

    /// <summary>Writes the inputs of one value: a number or a category's index.</summary>
    internal void Encode(double value, Span<float> inputs)
    {
        if (!IsText)
        {
            inputs[0] = (float)((value - _offsets[0]) / _scales[0]);
            return;
        }
        for (var i = 0; i < inputs.Length; i++) inputs[i] = (float)(((i == value ? 1 : 0) - _offsets[i]) / _scales[i]);
    }
}
