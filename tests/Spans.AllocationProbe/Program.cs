using System.Globalization;
using Spans.AllocationProbe;

// usage: Spans.AllocationProbe <scenario> [arguments]; prints "bytes collections steps" and ends with 0.
// An errand instead of a scenario prints what it likes and ends with what it likes.
if (args.Length == 0) return Refuse("Name a scenario.");
if (typeof(Program).Assembly.GetType($"Spans.AllocationProbe.Errands.{args[0]}") is { } errand)
    return ((IErrand)Activator.CreateInstance(errand)!).Run(args[1..]);
if (typeof(Program).Assembly.GetType($"Spans.AllocationProbe.Scenarios.{args[0]}") is not { } type)
    return Refuse($"There is no scenario '{args[0]}'.");
using var scenario = (IScenario)Activator.CreateInstance(type)!;
scenario.Prepare(args[1..]);
for (var i = 0; i < scenario.WarmUp; i++) scenario.Step();
Settle(scenario);

var (bytes, collections, steps) = Count(scenario);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes} {collections} {steps}"));
return 0;

// In a method of its own: recompiling this file's loop would bring the literals around it to life, which are bytes too.
static (long Bytes, int Collections, int Steps) Count(IScenario scenario)
{
    var steps = scenario.Steps;
    scenario.BeginCount();
    var collections = GC.CollectionCount(0);
    var before = GC.GetTotalAllocatedBytes(precise: true);
    for (var i = 0; i < steps; i++) scenario.Step();
    return (GC.GetTotalAllocatedBytes(precise: true) - before, GC.CollectionCount(0) - collections, steps);
}

// The runtime compiles hot code again in the background and allocates a little for that: warm is when it no longer does.
static void Settle(IScenario scenario)
{
    var limit = Environment.TickCount64 + 8_000;
    var (last, since) = (GC.GetTotalAllocatedBytes(precise: true), Environment.TickCount64);
    while (Environment.TickCount64 < limit && Environment.TickCount64 - since < 1_500)
    {
        for (var i = 0; i < 64; i++) scenario.Step();
        var now = GC.GetTotalAllocatedBytes(precise: true);
        if (now != last) (last, since) = (now, Environment.TickCount64);
    }
}

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
