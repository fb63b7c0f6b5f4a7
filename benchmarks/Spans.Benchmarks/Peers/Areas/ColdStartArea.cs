using System.Diagnostics;
using System.Globalization;

namespace Spans.Benchmarks.Peers.Areas;

/// <summary>The second training step of a fresh process against its own steady state: network (a), Adam, one thread.</summary>
internal static class ColdStartArea
{
    /// <summary>The argument that makes this program the fresh process.</summary>
    public const string ChildVerb = "cold-step";

    private const string Area = "cold-start";
    private const double MostOfSteady = 3;
    private const string Steady = "Spans, steady state";

    public static IEnumerable<Question> Questions() =>
        [new(Area, "second step of (a) adam", 1, _ => SetUp())];

    /// <summary>
    /// Prints the first step's nanoseconds, the second's, and the median of a hundred after a second of training.
    /// </summary>
    public static int RunChild()
    {
        using var steps = new TrainingSteps(ComparedNetwork.A, "adam", threads: 1);
        var first = Time(steps);
        var second = Time(steps);
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1)) steps.Step();
        var late = new double[100];
        for (var i = 0; i < late.Length; i++) late[i] = Time(steps);
        Array.Sort(late);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first} {second} {late[late.Length / 2]}"));
        return 0;
    }

    private static double Time(TrainingSteps steps)
    {
        var start = Stopwatch.GetTimestamp();
        steps.Step();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private static Contest SetUp()
    {
        var contest = new Contest { Area = Area, Name = "second step of (a) adam", Threads = 1 };
        var process = new FreshProcess();
        contest.Contestants.Add(new Figure(process, Family.Spans, 1));
        contest.Contestants.Add(new Figure(process, "Spans, first step", 0));
        contest.Contestants.Add(new Figure(process, Steady, 2));
        contest.Bars.Add(new Bar(Steady, 1 / MostOfSteady));
        return contest;
    }

    // One process gives all three figures of a round: whoever asks a second time gets the next process.
    private sealed class FreshProcess
    {
        private readonly double[] _figures = new double[3];
        private readonly bool[] _taken = [true, true, true];

        public double Take(int figure)
        {
            if (_taken[figure]) Run();
            _taken[figure] = true;
            return _figures[figure];
        }

        private void Run()
        {
            var host = Environment.ProcessPath!;
            var start = new ProcessStartInfo(host) { RedirectStandardOutput = true };
            if (Path.GetFileNameWithoutExtension(host) == "dotnet")
                start.ArgumentList.Add(typeof(ColdStartArea).Assembly.Location);
            start.ArgumentList.Add(ChildVerb);
            using var child = Process.Start(start)!;
            var words = child.StandardOutput.ReadToEnd().Split(' ');
            child.WaitForExit();
            for (var i = 0; i < _figures.Length; i++)
            {
                _figures[i] = double.Parse(words[i], CultureInfo.InvariantCulture);
                _taken[i] = false;
            }
        }
    }

    private sealed class Figure(FreshProcess process, string name, int figure) : IContestant
    {
        public string Name => name;

        public string Family => Peers.Family.Spans;

        public int Threads => 1;

        public void WarmUp(TimeSpan atLeast) { }

        public Reading Measure(TimeSpan window) => new(process.Take(figure));

        public void Dispose() { }
    }
}
