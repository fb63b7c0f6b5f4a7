using System.Text.Json;

namespace Spans.Optimizers.Schedules;

public sealed partial record MultiStep
{
    private const int MostMilestones = 1000;
    private readonly int[] _milestones = [30, 60, 90];

    /// <summary>The epochs, counted from 0, before which the rate falls, ascending. Default 30, 60, 90.</summary>
    /// <exception cref="ArgumentException">There are none, more than 1000, or they do not ascend from 1.</exception>
    public IReadOnlyList<int> Milestones
    {
        get => _milestones;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count is 0 or > MostMilestones)
                Throw.OutOfRange(nameof(Milestones), value.Count, $"1 to {MostMilestones} epochs");
            for (var i = 0; i < value.Count; i++)
                if (value[i] <= (i == 0 ? 0 : value[i - 1]))
                    Throw.OutOfRange(
                        $"{nameof(Milestones)}[{i}]", value[i], i == 0 ? "one or more" : $"above {value[i - 1]}, the one before");
            _milestones = [.. value];
        }
    }

    /// <inheritdoc/>
    public void WriteOptions(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("milestones");
        foreach (var milestone in _milestones) writer.WriteNumberValue(milestone);
        writer.WriteEndArray();
        writer.WriteNumber("gamma", Gamma);
    }

    internal static MultiStep Read(JsonElement json)
    {
        var fields = new JsonFields(json, "Schedule 'multi-step'", "name", "milestones", "gamma");
        var array = fields.Array("milestones", MostMilestones);
        var milestones = new int[array.GetArrayLength()];
        for (var i = 0; i < milestones.Length; i++)
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt32(out milestones[i]))
                throw new FormatException($"Schedule 'multi-step': milestone {i} is no integer.");
        return new MultiStep { Milestones = milestones, Gamma = fields.Number("gamma", 0.1f) };
    }

    // The last argument is γ where it is no whole number.
    internal static MultiStep Parse(ScheduleText text)
    {
        if (text.Count == 0) return new MultiStep();
        var last = text.Count - 1;
        var hasGamma = !text.IsInteger(last);
        var milestones = new int[hasGamma ? last : text.Count];
        for (var i = 0; i < milestones.Length; i++) milestones[i] = text.Integer(i, 0);
        return new MultiStep { Milestones = milestones, Gamma = hasGamma ? text.Number(last, 0) : 0.1f };
    }
}
