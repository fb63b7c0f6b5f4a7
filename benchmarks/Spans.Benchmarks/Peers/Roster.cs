using System.Runtime.Intrinsics.X86;
using Spans.Benchmarks.Peers.Children;
using Spans.Benchmarks.Peers.Native;

namespace Spans.Benchmarks.Peers;

/// <summary>A peer that is not there, or not fit to be compared with, and the command that mends it.</summary>
public sealed record MissingPeer(string Name, string Reason, string Command);

/// <summary>The peers this machine has, each at its best settings, and the ones it lacks.</summary>
internal sealed class Roster : IDisposable
{
    private const string Python = "/usr/bin/python3";

    // glibc told to keep its pages: without it PyTorch loses a page fault per tensor and up to half its speed.
    private static readonly Dictionary<string, string> s_keepPages = new()
    {
        ["MALLOC_MMAP_MAX_"] = "0", ["MALLOC_TRIM_THRESHOLD_"] = "17179869184", ["MALLOC_TOP_PAD_"] = "67108864",
    };

    private static readonly string[] s_tunedBlas = ["openblas", "mkl", "blis", "accelerate"];

    private readonly Dictionary<string, ChildPeer> _children = [];
    private readonly HashSet<string> _fit = [];

    public Roster()
    {
        OpenBlas = OpenBlas.Find();
        Note(Family.OpenBlas, OpenBlas?.Version, OpenBlas.Install);
        OneDnn = OneDnn.Find();
        Note(Family.OneDnn, OneDnn?.Version, OneDnn.Install);
        OnnxRuntime = OnnxRuntime.Find();
        Note(Family.OnnxRuntime, OnnxRuntime?.Version, OnnxRuntime.Install);
        Versions[Family.MathNet] = typeof(MathNet.Numerics.Control).Assembly.GetName().Version?.ToString(3) ?? "";
        try
        {
            Eigen = Eigen.Load();
            Versions[Family.Eigen] = Eigen.Version;
        }
        catch (PeerException problem)
        {
            Missing.Add(new(Family.Eigen, problem.Message, Eigen.Install));
        }
        FindChild(Family.NumPy, "apt-get install python3-numpy libopenblas0-pthread");
        FindChild(Family.PyTorch, "apt-get install python3-torch libopenblas0-pthread");
        FindChild(Family.LibTorch, "apt-get install g++ libtorch-dev libopenblas0-pthread");
    }

    public OpenBlas? OpenBlas { get; }

    public OneDnn? OneDnn { get; }

    public OnnxRuntime? OnnxRuntime { get; }

    public Eigen? Eigen { get; }

    /// <summary>What takes part, with versions.</summary>
    public SortedDictionary<string, string> Versions { get; } = [];

    /// <summary>What does not.</summary>
    public List<MissingPeer> Missing { get; } = [];

    /// <summary>Puts a question to every setting of a family that runs in child processes.</summary>
    /// <param name="contest">Where the answers compete.</param>
    /// <param name="family">The library.</param>
    /// <param name="question">Kind and arguments, as Scripts/ has them.</param>
    /// <param name="singleCalls">Whether calls are timed one by one.</param>
    /// <param name="tunedOnly">Whether the slow default setting is left out: where an operation takes seconds.</param>
    public void Ask(Contest contest, string family, string question, bool singleCalls = false, bool tunedOnly = false)
    {
        if (!_fit.Contains(family))
        {
            contest.Lacks(family);
            return;
        }
        foreach (var (setting, environment) in Settings(family).Skip(tunedOnly ? 1 : 0))
            try
            {
                var child = Child(family, contest.Threads, setting, environment);
                contest.Contestants.Add(new ChildContestant(child, setting, family, contest.Threads, question, singleCalls));
            }
            catch (PeerException problem)
            {
                contest.Absent.Add($"{setting}: {problem.Message}");
            }
    }

    /// <summary>Processor time of all children so far.</summary>
    public double ChildSeconds() => _children.Values.Sum(child => child.ProcessorSeconds);

    public void Dispose()
    {
        foreach (var child in _children.Values) child.Dispose();
    }

    private static IEnumerable<(string Setting, Dictionary<string, string> Environment)> Settings(string family)
    {
        yield return (family, []);
        yield return ($"{family} tuned, passive", new(s_keepPages) { ["OMP_WAIT_POLICY"] = "passive" });
        if (family is Family.PyTorch or Family.LibTorch && Avx512F.IsSupported)
            yield return ($"{family} tuned, avx512", new(s_keepPages) { ["ATEN_CPU_CAPABILITY"] = "avx512" });
    }

    private ChildPeer Child(string family, int threads, string setting, Dictionary<string, string> environment)
    {
        var key = $"{setting} {threads}";
        if (_children.TryGetValue(key, out var child)) return child;
        var settings = new Dictionary<string, string>(environment)
        {
            ["OMP_NUM_THREADS"] = $"{threads}", ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        };
        string[] tuned = environment.Count > 0 ? ["tuned"] : [];
        return _children[key] = family == Family.LibTorch
            ? new ChildPeer(CompiledPeer.LibTorch.Path, [$"{threads}", .. tuned], settings)
            : new ChildPeer(Python,
                [Scripts.Path(family == Family.NumPy ? "numpy_peer.py" : "torch_peer.py"), $"{threads}", .. tuned], settings);
    }

    private void FindChild(string family, string install)
    {
        try
        {
            if (family == Family.LibTorch) CompiledPeer.LibTorch.Build();
            var (product, blas) = Child(family, 1, family, []).About();
            // The reference BLAS, which Debian installs by default, is ten to a hundred times slower than any tuned one.
            if (!IsTuned(blas)) Missing.Add(new(family, $"its matrix products run on the reference BLAS ({blas})", install));
            else
            {
                _fit.Add(family);
                Versions[family] = product[(product.IndexOf(' ') + 1)..];
            }
        }
        catch (Exception problem) when (problem is PeerException or System.ComponentModel.Win32Exception)
        {
            Missing.Add(new(family, problem.Message, install));
        }
    }

    // An alternatives system may pair a tuned LAPACK with the reference libblas: it is libblas that multiplies.
    private static bool IsTuned(string blas)
    {
        var files = blas.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var named = files.Where(f => Path.GetFileName(f).StartsWith("libblas", StringComparison.Ordinal)).ToArray();
        return (named.Length > 0 ? named : files).Any(file =>
            s_tunedBlas.Any(name => file.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    private void Note(string family, string? version, string install)
    {
        if (version is null) Missing.Add(new(family, "its library was not found", install));
        else Versions[family] = version;
    }
}
