using System.Text.Json;

namespace Spans.Optimizers.Schedules;

/// <summary>Every schedule that files and the command line can name.</summary>
public static class ScheduleCatalogue
{
    private static readonly Catalogue<ISchedule> s_catalogue = new(
        "schedule", schedule => schedule.Name, (schedule, writer) => schedule.WriteOptions(writer),
        (new Constant(), Constant.Read),
        (new StepDecay(), StepDecay.Read),
        (new MultiStep(), MultiStep.Read),
        (new Exponential(), Exponential.Read),
        (new Cosine(), Cosine.Read),
        (new WarmUp(), WarmUp.Read),
        (new OneCycle(), OneCycle.Read),
        (new ReduceOnPlateau(), ReduceOnPlateau.Read));

    private static readonly (string Name, string Usage, Func<ScheduleText, ISchedule> Parse)[] s_texts =
    [
        ("constant", "constant", Constant.Parse),
        ("step", "step[:epochs[,gamma]]", StepDecay.Parse),
        ("multi-step", "multi-step[:epoch,...[,gamma]] with a gamma below 1", MultiStep.Parse),
        ("exponential", "exponential[:gamma]", Exponential.Parse),
        ("cosine", "cosine[:minimum]", Cosine.Parse),
        ("warm-up", "warm-up[:steps[,schedule]]", WarmUp.Parse),
        ("one-cycle", "one-cycle[:max-rate[,rising-share]]", OneCycle.Parse),
        ("reduce-on-plateau", "reduce-on-plateau[:patience[,factor]]", ReduceOnPlateau.Parse),
    ];

    /// <summary>One of each, with its defaults.</summary>
    public static IReadOnlyList<ISchedule> All => s_catalogue.All;

    /// <summary>How each is written on the command line, for help.</summary>
    public static IReadOnlyList<string> Usages { get; } = Array.ConvertAll(s_texts, entry => entry.Usage);

    /// <summary>
    /// The schedule that <paramref name="text"/> names: <c>cosine</c>, <c>step:10,0.1</c>, <c>warm-up:500,cosine</c>.
    /// </summary>
    /// <exception cref="FormatException">It is none; the message says why and how to write it.</exception>
    public static ISchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = (colon < 0 ? text : text[..colon]).Trim();
        foreach (var entry in s_texts)
        {
            if (entry.Name != name) continue;
            var arguments = new ScheduleText(text, entry.Usage, colon < 0 ? null : text[(colon + 1)..]);
            try
            {
                return entry.Parse(arguments);
            }
            catch (ArgumentException refused)
            {
                // The runtime adds the parameter's name on a second line or in brackets; the first sentence says it all.
                throw arguments.Wrong(refused.Message.Split(" (Parameter", 2)[0].Split('\n', 2)[0].TrimEnd('.', '\r'));
            }
        }
        throw new FormatException($"There is no schedule '{name}'; there are {s_catalogue.Names}.");
    }

    /// <summary>Writes the schedule as a JSON object: its name and its configuration.</summary>
    /// <exception cref="ArgumentException">The catalogue does not hold such a schedule, so it could not be read
    /// again.</exception>
    public static void Write(Utf8JsonWriter writer, ISchedule schedule) => s_catalogue.Write(writer, schedule);

    /// <summary>Reads what <see cref="Write"/> wrote; absent properties are the defaults.</summary>
    /// <exception cref="FormatException">The object is none of ours; the message names what is wrong.</exception>
    public static ISchedule Read(JsonElement json) => s_catalogue.Read(json);
}
