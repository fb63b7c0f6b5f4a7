namespace Spans.Benchmarks.Peers;

/// <summary>One question put to every contestant: an area, a case, a number of threads.</summary>
public sealed class Contest : IDisposable
{
    /// <summary>What <c>--only</c> selects by: <c>gemm</c>.</summary>
    public required string Area { get; init; }

    /// <summary>The case: <c>128x512x784</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The threads contestants may use, unless their own name says otherwise.</summary>
    public required int Threads { get; init; }

    /// <summary>Floating-point operations or elements of one operation; zero where only time counts.</summary>
    public double Work { get; init; }

    /// <summary>What the work counts.</summary>
    public Unit Unit { get; init; }

    /// <summary>Who takes part, in the order of the table.</summary>
    public List<IContestant> Contestants { get; } = [];

    /// <summary>What Spans is to reach.</summary>
    public List<Bar> Bars { get; } = [];

    /// <summary>Contestants that could not take part, with the reason.</summary>
    public List<string> Absent { get; } = [];

    /// <summary>Rounds beyond which an operation of seconds is not worth repeating.</summary>
    public int MostRounds { get; init; } = int.MaxValue;

    /// <summary>Memory the contestants share, given back after them.</summary>
    public IDisposable? Shared { get; init; }

    /// <summary>Adds a contestant once its product was found right.</summary>
    internal void Enter(Product product, string name, string family, int threads, IWork work)
    {
        product.Check(work, name);
        Contestants.Add(new InProcess(name, family, threads, work));
    }

    /// <summary>Adds Spans in one of its forms.</summary>
    internal void Add(string name, int threads, IWork work) => Contestants.Add(new InProcess(name, Family.Spans, threads, work));

    /// <summary>Notes that a library is not there.</summary>
    public void Lacks(string family) => Absent.Add($"{family}: not installed");

    public void Dispose()
    {
        foreach (var contestant in Contestants) contestant.Dispose();
        Shared?.Dispose();
    }
}

/// <summary>How a contest's numbers are best read.</summary>
public enum Unit
{
    Time,
    GigaFlops,
    NanosecondsPerElement,
    GigabytesPerSecond,
}
