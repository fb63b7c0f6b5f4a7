using System.Globalization;
using Spans.AllocationProbe;

// usage: Spans.AllocationProbe <scenario> [arguments]; prints "bytes collections steps" and ends with 0.
if (args.Length == 0) return Refuse("Name a scenario.");
if (typeof(Program).Assembly.GetType($"Spans.AllocationProbe.Scenarios.{args[0]}") is not { } type)
    return Refuse($"There is no scenario '{args[0]}'.");
using var scenario = (IScenario)Activator.CreateInstance(type)!;
scenario.Prepare(args[1..]);
for (var i = 0; i < scenario.WarmUp; i++) scenario.Step();

var steps = scenario.Steps;
var collections = GC.CollectionCount(0);
var before = GC.GetTotalAllocatedBytes(precise: true);
for (var i = 0; i < steps; i++) scenario.Step();
var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
collections = GC.CollectionCount(0) - collections;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes} {collections} {steps}"));
return 0;

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
