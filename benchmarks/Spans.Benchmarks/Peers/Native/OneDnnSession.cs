using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spans.Benchmarks.Peers.Native;

/// <summary>
/// oneDNN 2's engine and stream, and the calls that every primitive is made and run with. Frees what it made, last to first.
/// </summary>
internal sealed unsafe class OneDnnSession : IDisposable
{
    // dnnl_types.h of 2.x.
    public const int Source = 1, Destination = 17, Weights = 33, QueryWeights = 131, AnyLayout = 1;
    public const int MemoryDescriptorBytes = 696;
    private const int Float32 = 3, Cpu = 1, InOrder = 1;

    private readonly OneDnn _dnn;
    private readonly int _threads;
    private readonly nint _engine, _stream;
    private readonly List<nint> _memories = [], _primitives = [], _buffers = [];
    private readonly delegate* unmanaged<nint, nint, int, Argument*, int> _execute;
    private readonly delegate* unmanaged<nint, int> _wait;

    public OneDnnSession(OneDnn dnn, int threads)
    {
        (_dnn, _threads) = (dnn, threads);
        dnn.UseThreads(threads);
        _execute = (delegate* unmanaged<nint, nint, int, Argument*, int>)Export("dnnl_primitive_execute");
        _wait = (delegate* unmanaged<nint, int>)Export("dnnl_stream_wait");
        _engine = Make((nint* o) => ((delegate* unmanaged<nint*, int, nuint, int>)Export("dnnl_engine_create"))(o, Cpu, 0));
        _stream = Make((nint* o) =>
            ((delegate* unmanaged<nint*, nint, int, int>)Export("dnnl_stream_create"))(o, _engine, InOrder));
    }

    private delegate int Maker(nint* result);

    public nint Export(string name) => NativeLibrary.GetExport(_dnn.Library, name);

    /// <summary>Fills a memory descriptor.</summary>
    public void Describe(byte* descriptor, int layout, params ReadOnlySpan<long> shape)
    {
        var dimensions = stackalloc long[12];
        for (var i = 0; i < shape.Length; i++) dimensions[i] = shape[i];
        Check(((delegate* unmanaged<byte*, int, long*, int, int, int>)Export("dnnl_memory_desc_init_by_tag"))(
            descriptor, shape.Length, dimensions, Float32, layout));
    }

    /// <summary>The description of the primitive that an operation's descriptor asks for.</summary>
    public nint Description(byte* operation, nint hint) =>
        Make((nint* o) => ((delegate* unmanaged<nint*, byte*, nint, nint, nint, int>)
        Export("dnnl_primitive_desc_create"))(o, operation, 0, _engine, hint));

    /// <summary>The layout that a primitive wants for an argument.</summary>
    public byte* Wanted(nint description, int query) =>
        ((delegate* unmanaged<nint, int, int, byte*>)Export("dnnl_primitive_desc_query_md"))(description, query, 0);

    /// <summary>The primitive; the description is no longer needed.</summary>
    public nint Primitive(nint description)
    {
        var primitive =
            Make((nint* o) => ((delegate* unmanaged<nint*, nint, int>)Export("dnnl_primitive_create"))(o, description));
        _primitives.Add(primitive);
        Destroy(description);
        return primitive;
    }

    /// <summary>Frees a description.</summary>
    public void Destroy(nint description) => ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_desc_destroy"))(description);

    /// <summary>Memory over the caller's data.</summary>
    public nint Memory(byte* descriptor, void* data)
    {
        var memory = Make((nint* o) =>
            ((delegate* unmanaged<nint*, byte*, nint, void*, int>)Export("dnnl_memory_create"))(o, descriptor, _engine, data));
        _memories.Add(memory);
        return memory;
    }

    /// <summary>Memory of its own; small numbers, since zeros or denormals would tell nothing.</summary>
    public nint Memory(byte* descriptor)
    {
        var bytes = ((delegate* unmanaged<byte*, nuint>)Export("dnnl_memory_desc_get_size"))(descriptor);
        var data = NativeMemory.AlignedAlloc(bytes, 4096);
        _buffers.Add((nint)data);
        new Span<float>(data, (int)(bytes / sizeof(float))).Fill(0.125f);
        return Memory(descriptor, data);
    }

    /// <summary>Copies data from one layout into another.</summary>
    public void Reorder(byte* from, float* data, byte* to, nint destination)
    {
        var description = Make((nint* o) => ((delegate* unmanaged<nint*, byte*, nint, byte*, nint, nint, int>)
            Export("dnnl_reorder_primitive_desc_create"))(o, from, _engine, to, _engine, 0));
        Run(Primitive(description), 1, new(Source, Memory(from, data)), new(Destination, destination));
    }

    /// <summary>Runs a primitive again and again.</summary>
    public void Run(nint primitive, int operations, params ReadOnlySpan<Argument> arguments)
    {
        _dnn.UseThreads(_threads);
        fixed (Argument* pointer = arguments)
            for (var i = 0; i < operations; i++)
            {
                Check(_execute(primitive, _stream, arguments.Length, pointer));
                Check(_wait(_stream));
            }
    }

    public void Dispose()
    {
        foreach (var memory in _memories) ((delegate* unmanaged<nint, int>)Export("dnnl_memory_destroy"))(memory);
        foreach (var primitive in _primitives) ((delegate* unmanaged<nint, int>)Export("dnnl_primitive_destroy"))(primitive);
        ((delegate* unmanaged<nint, int>)Export("dnnl_stream_destroy"))(_stream);
        ((delegate* unmanaged<nint, int>)Export("dnnl_engine_destroy"))(_engine);
        foreach (var buffer in _buffers) NativeMemory.AlignedFree((void*)buffer);
    }

    public static void Check(int status, [CallerArgumentExpression(nameof(status))] string call = "")
    {
        if (status != 0) throw new InvalidOperationException($"oneDNN returned status {status} from {call}.");
    }

    private static nint Make(Maker maker)
    {
        nint result = 0;
        Check(maker(&result));
        return result;
    }

    /// <summary>dnnl_exec_arg_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Argument(int Kind, nint Memory);
}
