using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// ONNX Runtime through the function table of its C interface (entries are only ever appended, so their numbers hold).
/// </summary>
internal sealed unsafe class OnnxRuntime
{
    public const string Install = "npm install --ignore-scripts --prefix ~/.cache/spans-peers onnxruntime-node";

    /// <summary>A library to use instead of searching.</summary>
    public const string PathVariable = "SPANS_ONNXRUNTIME";

    private const uint ApiVersion = 14;
    private const int Warning = 2, OptimizeAll = 99, Sequential = 0, ArenaAllocator = 1, DefaultMemory = 0, FloatTensor = 1;
    private readonly nint* _table;
    private readonly nint _environment, _memory;

    private OnnxRuntime(nint library)
    {
        var versions = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        _table = ((delegate* unmanaged<uint, nint*>)versions[0])(ApiVersion);
        Version = NativeLibraries.Text(((delegate* unmanaged<nint>)versions[1])());
        nint environment, memory;
        fixed (byte* name = "peers"u8)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)_table[Entry.CreateEnv])(Warning + 1, name, &environment));
        Check(((delegate* unmanaged<int, int, nint*, nint>)_table[Entry.CreateCpuMemoryInfo])(
            ArenaAllocator, DefaultMemory, &memory));
        (_environment, _memory) = (environment, memory);
    }

    public string Version { get; }

    public static OnnxRuntime? Find()
    {
        foreach (var path in Candidates())
            if (NativeLibrary.TryLoad(path, out var library)) return new OnnxRuntime(library);
        return null;
    }

    /// <summary>A session on one thread with every graph optimisation, run on tensors that stay where they are.</summary>
    public ICall Predict(byte[] model, long[] input, int outputs) => new Session(this, model, input, outputs);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } chosen) yield return chosen;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] roots =
            [Path.Combine(home, ".cache", "spans-peers"), Environment.CurrentDirectory, "/usr/local/lib", "/usr/lib"];
        var machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        foreach (var root in roots)
        {
            var package = Path.Combine(root, "node_modules", "onnxruntime-node", "bin");
            if (!Directory.Exists(package)) continue;
            foreach (var file in Directory.EnumerateFiles(package, "libonnxruntime.so.1", SearchOption.AllDirectories))
                if (file.Contains($"{Path.DirectorySeparatorChar}linux{Path.DirectorySeparatorChar}{machine}")) yield return file;
        }
        yield return "libonnxruntime.so.1";
        yield return "libonnxruntime.so";
    }

    private void Check(nint status)
    {
        if (status == 0) return;
        var message = NativeLibraries.Text(((delegate* unmanaged<nint, nint>)_table[Entry.GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)_table[Entry.ReleaseStatus])(status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }

    // Places in OrtApi, in the order of onnxruntime_c_api.h.
    private static class Entry
    {
        public const int GetErrorMessage = 2, CreateEnv = 3, CreateSessionFromArray = 8, Run = 9, CreateSessionOptions = 10,
            SetSessionExecutionMode = 13, SetSessionGraphOptimizationLevel = 23, SetIntraOpNumThreads = 24,
            SetInterOpNumThreads = 25, CreateTensorWithData = 49, CreateCpuMemoryInfo = 69, ReleaseStatus = 93,
            ReleaseSession = 95, ReleaseValue = 96, ReleaseSessionOptions = 100;
    }

    // The inputs are bound once, one tensor for each sample: a call copies nothing.
    private sealed class Session : ICall
    {
        private readonly OnnxRuntime _runtime;
        private readonly Samples _samples;
        private readonly float[] _output;
        private readonly nint[] _x = new nint[InProcessCalls.Samples];
        private readonly nint _session, _y;
        private readonly byte* _names;
        private readonly delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> _run;

        public Session(OnnxRuntime runtime, byte[] model, long[] input, int outputs)
        {
            _runtime = runtime;
            var table = runtime._table;
            nint options, session;
            runtime.Check(((delegate* unmanaged<nint*, nint>)table[Entry.CreateSessionOptions])(&options));
            Set(options, Entry.SetIntraOpNumThreads, 1);
            Set(options, Entry.SetInterOpNumThreads, 1);
            Set(options, Entry.SetSessionGraphOptimizationLevel, OptimizeAll);
            Set(options, Entry.SetSessionExecutionMode, Sequential);
            fixed (byte* bytes = model)
                runtime.Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)table[Entry.CreateSessionFromArray])(
                    runtime._environment, bytes, (nuint)model.Length, options, &session));
            ((delegate* unmanaged<nint, void>)table[Entry.ReleaseSessionOptions])(options);
            _session = session;
            _samples = new Samples((int)input.Aggregate(1L, static (a, b) => a * b));
            for (var i = 0; i < _x.Length; i++) _x[i] = Tensor(_samples[i], input);
            _output = GC.AllocateArray<float>(outputs, pinned: true);
            _y = Tensor(_output, [1, outputs]);
            _names = (byte*)NativeMemory.Alloc(4);
            (_names[0], _names[1], _names[2], _names[3]) = ((byte)'x', 0, (byte)'y', 0);
            _run = (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)table[Entry.Run];
        }

        public void Call(int sample)
        {
            byte* inputName = _names, outputName = _names + 2;
            nint x = _x[sample], y = _y;
            var status = _run(_session, 0, &inputName, &x, 1, &outputName, 1, &y);
            if (status != 0) _runtime.Check(status);
        }

        public void Dispose()
        {
            var release = (delegate* unmanaged<nint, void>)_runtime._table[Entry.ReleaseValue];
            foreach (var tensor in _x) release(tensor);
            release(_y);
            ((delegate* unmanaged<nint, void>)_runtime._table[Entry.ReleaseSession])(_session);
            NativeMemory.Free(_names);
            GC.KeepAlive(_samples);
            GC.KeepAlive(_output);
        }

        private void Set(nint options, int entry, int value) =>
            _runtime.Check(((delegate* unmanaged<nint, int, nint>)_runtime._table[entry])(options, value));

        private nint Tensor(ReadOnlySpan<float> pinned, ReadOnlySpan<long> shape)
        {
            nint tensor;
            fixed (float* data = pinned)
            fixed (long* dimensions = shape)
                _runtime.Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)
                    _runtime._table[Entry.CreateTensorWithData])(
                    _runtime._memory, data, (nuint)pinned.Length * sizeof(float), dimensions, (nuint)shape.Length, FloatTensor,
                    &tensor));
            return tensor;
        }
    }
}
