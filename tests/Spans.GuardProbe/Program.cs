using System.Globalization;
using Spans.Chains;
using Spans.GuardProbe;
using Spans.GuardProbe.Cases;
using Spans.Threading;

// usage: Spans.GuardProbe kernels|layers|cycles|fault-read|fault-write|fault-before <progress file>; prints the number of runs
// and ends with 0, or names what wrote where it must not and ends with 1; an access outside a span ends it with a signal.
if (args.Length != 2) return Refuse("Give a sweep and a file for its progress.");
using var progress = new Progress(args[1]);
return args[0] switch
{
    "kernels" => Kernels(progress),
    "layers" => Layers(progress),
    "cycles" => Cycles.Run(progress),
    "fault-read" => Fault(progress, wallAfter: true, static (span, length) => span[0] = ReadAt(span, length)),
    "fault-write" => Fault(progress, wallAfter: true, static (span, length) => WriteAt(span, length)),
    "fault-before" => Fault(progress, wallAfter: false, static (span, _) => span[0] = ReadAt(span, -1)),
    "fault-input" => FaultInput(progress),
    _ => Refuse($"There is no sweep '{args[0]}'."),
};

static int Kernels(Progress progress)
{
    var placement = new Placement();
    using var team = new Team(3);
    var runs = 0L;
    foreach (var kernel in KernelCases.All)
    {
        progress.Begin(kernel.ToString());
        for (var n = 1; n <= 130; n++)
        {
            for (var slack = 0; slack < 16; slack++)
            {
                var call = kernel.At(n, slack + n);
                if (n % 13 == 0) call.Team = Parts(kernel) ? team : Team.Single;
                foreach (var wallAfter in (ReadOnlySpan<bool>)[true, false])
                {
                    progress.At(n, slack, wallAfter);
                    runs++;
                    if (placement.Run(call, slack, wallAfter) is { } fault)
                        return Report(kernel.ToString(), fault, n, slack, wallAfter);
                }
            }
        }
    }
    Console.WriteLine(runs.ToString(CultureInfo.InvariantCulture));
    return 0;
}

// Scratch of convolutions is counted by the member.
static bool Parts(KernelCase kernel) => !kernel.Kernel.Contains("Convolution", StringComparison.Ordinal);

static int Layers(Progress progress)
{
    var sweep = new LayerSweep();
    var runs = 0L;
    for (var n = 1; n <= 130; n++)
    {
        foreach (var (layer, input) in LayerSweep.Layers(n))
        {
            progress.Begin($"{LayerName.Of(layer)} on {input}");
            var slack = n % 16;
            var batch = 1 + n % 7;
            for (var rotation = 0; rotation < LayerSweep.Rotations(layer, input); rotation++)
                foreach (var wallAfter in (ReadOnlySpan<bool>)[true, false])
                {
                    progress.At(n, slack, wallAfter);
                    runs++;
                    if (sweep.Run(layer, input, batch, slack, wallAfter, rotation) is { } fault)
                        return Report(LayerName.Of(layer), fault, n, slack, wallAfter);
                }
        }
    }
    Console.WriteLine(runs.ToString(CultureInfo.InvariantCulture));
    return 0;
}

static unsafe int Fault(Progress progress, bool wallAfter, FaultyLoop loop)
{
    var region = new GuardedRegion(1024);
    progress.Begin("A loop that goes too far");
    progress.At(7, 0, wallAfter);
    loop(new Span<float>(wallAfter ? region.Start + region.Length - 7 : region.Start, 7), 7);
    Console.WriteLine("1");
    return 0;
}

static unsafe int FaultInput(Progress progress)
{
    var region = new GuardedRegion(1024);
    region.MakeReadOnly();
    progress.Begin("A loop that writes to its input");
    progress.At(7, 0, true);
    *region.Start = 1;
    Console.WriteLine("1");
    return 0;
}

static unsafe float ReadAt(Span<float> span, int index)
{
    fixed (float* start = span) return start[index];
}

static unsafe void WriteAt(Span<float> span, int index)
{
    fixed (float* start = span) start[index] = 1;
}

static int Report(string what, string fault, int n, int slack, bool wallAfter)
{
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what}, size {n}, slack {slack}, wall {(wallAfter ? "after the end" : "before the start")}: {fault}."));
    return 1;
}

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}

internal delegate void FaultyLoop(Span<float> span, int length);
