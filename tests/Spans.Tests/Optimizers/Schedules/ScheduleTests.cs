using System.Text;
using System.Text.Json;
using Spans.Optimizers.Schedules;
using Spans.Testing;

namespace Spans.Tests.Optimizers.Schedules;

[Trait("Category", "Numeric")]
public class ScheduleTests
{
    private static readonly Dictionary<string, GoldenCase> s_cases = Golden.Read("schedules").ToDictionary(@case => @case.Name);

    public static TheoryData<string> Cases => new(s_cases.Keys.Where(name => name != "problem"));

    /// <summary>Every rate beside PyTorch's (tests/golden/schedules.py).</summary>
    [Theory, MemberData(nameof(Cases))]
    public void N8_LearningRate_EveryStep_FollowsPyTorch(string name)
    {
        var problem = s_cases["problem"];
        var expected = s_cases[name];
        var schedule = Read(expected.Text("schedule"));
        int epochs = (int)problem.Option("epochs"), steps = (int)problem.Option("steps");
        var state = new double[schedule.StateLength];
        var rates = expected.Doubles("rates");
        for (var step = 0; step < epochs * steps; step++)
        {
            var rate = schedule.LearningRate(
                (float)problem.Option("base"), new SchedulePosition(step, steps, epochs * steps), state);
            Tolerance.Relative(1e-5, 1e-9).Check(rates[step], rate, $"rate of step {step}");
            if (step % steps == steps - 1 && expected.Has("metrics"))
                schedule.Observe(expected.Doubles("metrics")[step / steps], state);
        }
    }

    [Fact]
    public void Cases_EverySchedule_HasOne()
    {
        var tested = Cases.Select(row => Read(s_cases[row.Data].Text("schedule")).Name).ToHashSet();
        Assert.All(ScheduleCatalogue.All, schedule => Assert.Contains(schedule.Name, tested));
    }

    [Fact]
    public void LearningRate_AnySizeOfTraining_IsFiniteAndNotNegative()
    {
        foreach (var schedule in ScheduleCatalogue.All)
        {
            for (var total = 1; total <= 40; total++)
            {
                for (var step = 0; step <= total + 3; step++)
                {
                    var rate =
                        schedule.LearningRate(0.1f, new SchedulePosition(step, 3, total), new double[schedule.StateLength]);
                    Assert.InRange(rate, 0, 0.1f);
                }
            }
        }
    }

    [Fact]
    public void OneCycle_WithoutMaxRate_PeaksAtTheOptimizersRate()
    {
        var rates = Enumerable.Range(0, 100).Select(
            step => new OneCycle().LearningRate(0.2f, new SchedulePosition(step, 10, 100), default)).ToArray();
        Assert.Equal(0.2f, rates.Max());
        Assert.Equal(0.2f / 25, rates[0]);
    }

    [Fact]
    public void WarmUp_OfAPlateau_KeepsItsState()
    {
        var schedule = new WarmUp { Steps = 2, StartFactor = 0.5f, Then = new ReduceOnPlateau { Patience = 0, Factor = 0.5f } };
        var state = new double[schedule.StateLength];
        schedule.Observe(1, state);
        schedule.Observe(2, state);
        Assert.Equal(0.5f * 0.5f * 0.5f, schedule.LearningRate(0.5f, new SchedulePosition(0, 1, 10), state));
        Assert.Equal(0.5f * 0.5f, schedule.LearningRate(0.5f, new SchedulePosition(5, 1, 10), state));
    }

    [Fact]
    public void LearningRate_Warm_AllocatesNothing()
    {
        foreach (var schedule in ScheduleCatalogue.All)
        {
            var state = new double[schedule.StateLength];
            Allocation.None(() =>
            {
                schedule.LearningRate(0.1f, new SchedulePosition(500, 10, 1000), state);
                schedule.Observe(1, state);
            });
        }
    }

    public static TheoryData<string, ISchedule> Texts => new()
    {
        { "constant", new Constant() },
        { "step", new StepDecay() },
        { "step:7", new StepDecay { Epochs = 7 } },
        { "step:10,0.5", new StepDecay { Epochs = 10, Gamma = 0.5f } },
        { "multi-step", new MultiStep() },
        { "multi-step:3,8", new MultiStep { Milestones = [3, 8] } },
        { "multi-step:3,8,0.2", new MultiStep { Milestones = [3, 8], Gamma = 0.2f } },
        { "exponential:0.9", new Exponential { Gamma = 0.9f } },
        { "cosine", new Cosine() },
        { "cosine:1e-5", new Cosine { Minimum = 1e-5f } },
        { "one-cycle", new OneCycle() },
        { "one-cycle:0.01", new OneCycle { MaxRate = 0.01f } },
        { "one-cycle:0.01,0.4", new OneCycle { MaxRate = 0.01f, RisingShare = 0.4f } },
        { "warm-up:100", new WarmUp { Steps = 100 } },
        { "warm-up:500,cosine", new WarmUp { Steps = 500, Then = new Cosine() } },
        { "warm-up:500, step:10,0.5", new WarmUp { Steps = 500, Then = new StepDecay { Epochs = 10, Gamma = 0.5f } } },
        { "reduce-on-plateau:3,0.5", new ReduceOnPlateau { Patience = 3, Factor = 0.5f } },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Parse_Text_GivesTheSchedule(string text, ISchedule expected)
    {
        Assert.Equal(expected, ScheduleCatalogue.Parse(text));
        Assert.Equal(expected, Read(Write(expected)));
    }

    [Theory]
    [InlineData("", "There is no schedule ''; there are constant, step,")]
    [InlineData("cosin", "There is no schedule 'cosin'; there are constant, step,")]
    [InlineData("constant:1", "'constant:1' is no schedule: it has 1 arguments but takes at most 0. Write constant.")]
    [InlineData("step:x", "'step:x' is no schedule: 'x' is no whole number. Write step[:epochs[,gamma]].")]
    [InlineData("step:0", "'step:0' is no schedule: Epochs is 0 but must be one or more. Write step[:epochs[,gamma]].")]
    [InlineData("step:", "'' is no whole number")]
    [InlineData("step:1,nan", "'nan' is no number")]
    [InlineData("step:1,2,3", "3 arguments")]
    [InlineData("multi-step:8,3", "Milestones[1] is 3 but must be above 8")]
    [InlineData("multi-step:0.5", "Milestones is 0 but must be 1 to 1000 epochs")]
    [InlineData("multi-step:3,0.5,8", "'0.5' is no whole number")]
    [InlineData("cosine:-1", "Minimum is -1")]
    [InlineData("one-cycle:0", "'one-cycle:0' is no schedule")]
    [InlineData("warm-up:500,cosin", "There is no schedule 'cosin'")]
    [InlineData("warm-up:5,warm-up:5", "A warm-up cannot follow a warm-up")]
    [InlineData("reduce-on-plateau:3,1", "Factor is 1 but must be at least 0 and below 1")]
    public void Parse_Broken_SaysWhyOnOneLine(string text, string message)
    {
        var thrown = Assert.Throws<FormatException>(() => ScheduleCatalogue.Parse(text));
        Assert.Contains(message, thrown.Message);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("""{"name":"cosin"}""", "no schedule 'cosin'")]
    [InlineData("""{"name":"cosine","max":1}""", "max")]
    [InlineData("""{"name":"multi-step"}""", "milestones")]
    [InlineData("""{"name":"multi-step","milestones":[1,"2"]}""", "milestone 1 is no integer")]
    [InlineData("""{"name":"multi-step","milestones":[]}""", "1 to 1000")]
    [InlineData("""{"name":"warm-up","then":{"name":"warm-up"}}""", "A warm-up cannot follow a warm-up")]
    [InlineData("""{"name":"step","epochs":0}""", "epochs")]
    public void Read_Broken_NamesWhatIsWrong(string json, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Read(json)).Message);

    [Fact]
    public void All_EveryPublicSchedule_IsThereUnderOneNameWithItsText()
    {
        var types = typeof(ISchedule).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(ISchedule)) && type.IsClass);
        Assert.Equal(types.OrderBy(type => type.Name),
            ScheduleCatalogue.All.Select(schedule => schedule.GetType()).OrderBy(type => type.Name));
        Assert.All(ScheduleCatalogue.All, schedule =>
        {
            Assert.Equal(schedule, Read(Write(schedule)));
            Assert.Equal(schedule, ScheduleCatalogue.Parse(schedule.Name));
            Assert.Contains(ScheduleCatalogue.Usages, usage => usage.Split('[')[0] == schedule.Name);
        });
    }

    private static ISchedule Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ScheduleCatalogue.Read(document.RootElement);
    }

    private static string Write(ISchedule schedule)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) ScheduleCatalogue.Write(writer, schedule);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
